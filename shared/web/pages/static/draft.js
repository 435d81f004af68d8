// Stores what is typed into a form, shortly after the last key. Without scripts the form is saved by its button alone.
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

    function store() {
      if (sending) { changed = true; return; }
      sending = true;
      changed = false;
      fetch(form.dataset.autosave, { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "error" })
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
    form.addEventListener("submit", function () { clearTimeout(timer); });
  }

  document.querySelectorAll("form[data-autosave]").forEach(watch);
})();
