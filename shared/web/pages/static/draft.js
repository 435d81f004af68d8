// Stores what is typed into a form, shortly after the last key and when the page is left. Without scripts the form is saved by its button alone.
"use strict";

(function () {
  const DELAY = 1500;
  const TITLES = { title: "标题", content: "内容", suggestions: "建议", keywords: "关键词" };

  function part(tag, text) {
    const made = document.createElement(tag);
    made.textContent = text;
    return made;
  }

  function watch(form) {
    const button = form.querySelector("button.primary").textContent;
    const effect = form.elements.command.value === "edit" ? "才成为新的版本。" : "才提交。";
    const state = form.appendChild(part("p", ""));
    const other = form.appendChild(document.createElement("div"));
    state.className = "note";
    state.setAttribute("role", "status");
    let timer = null;
    let sending = false;
    let changed = false;
    let submitted = false;

    function show(answer) {
      state.textContent = "已自动保存 " + answer.saved_at + "，点“" + button + "”" + effect;
      other.textContent = "";
      if (!answer.current) { return; }
      other.className = "alert";
      other.appendChild(part("p", "已有人保存了新的版本。您填写的内容仍在表单里，对方保存的内容如下："));
      Object.keys(TITLES).forEach(function (name) {
        const text = other.appendChild(part("p", TITLES[name] + "：" + answer.current[name]));
        text.className = "text";
      });
    }

    function post(leaving) {
      const body = new URLSearchParams(new FormData(form));
      return fetch(form.dataset.autosave, { method: "POST", body: body, redirect: "error", keepalive: leaving });
    }

    function store() {
      timer = null;
      if (sending) { changed = true; return; }
      sending = true;
      changed = false;
      post(false)
        .then(function (response) {
          if (!response.ok) { throw new Error(String(response.status)); }
          return response.json();
        })
        .then(show)
        .catch(function () { state.textContent = "未能自动保存，请点“" + button + "”保存。"; })
        .then(function () {
          sending = false;
          if (changed) { store(); }
        });
    }

    form.addEventListener("input", function () {
      clearTimeout(timer);
      timer = setTimeout(store, DELAY);
    });
    form.addEventListener("submit", function () {
      clearTimeout(timer);
      submitted = true;
    });
    window.addEventListener("pageshow", function () { submitted = false; });
    window.addEventListener("pagehide", function () {
      if (submitted || (timer === null && !changed)) { return; }
      clearTimeout(timer);
      timer = null;
      post(true).catch(function () {});  // nobody is there to read of a failure; a body of more than 64 KB is refused
    });
  }

  document.querySelectorAll("form[data-autosave]").forEach(watch);
})();
