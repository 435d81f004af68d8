// A field above a long list of choices shows only those that contain the typed text; a field above a text of names adds registered ones.
// Without scripts the whole list is shown, and names are typed.
"use strict";

(function () {
  const LONG = 15;
  let made = 0;

  function comparable(text) { return text.normalize("NFKC").toLowerCase().replace(/\s+/g, ""); }

  function titleOf(field) {
    const label = document.querySelector("label[for='" + field.id + "']");
    return label ? label.textContent.replace("*", "").trim() : "";
  }

  // `narrow` shows the choices that match and returns how many they are; `first` returns the element that chooses one of them.
  function addFinder(before, title, narrow, first) {
    const finder = document.createElement("input");
    const state = document.createElement("small");
    made += 1;
    finder.type = "search";
    finder.className = "finder";
    finder.autocomplete = "off";
    finder.placeholder = "输入文字筛选";
    finder.setAttribute("aria-label", "筛选" + title);
    state.id = "finder-" + made;
    state.className = "found";
    state.setAttribute("role", "status");
    finder.setAttribute("aria-describedby", state.id);
    function show() {
      const typed = comparable(finder.value);
      const found = narrow(function (text) { return comparable(text).includes(typed); });
      state.textContent = typed ? "找到 " + found + " 项" : "";
    }
    finder.addEventListener("input", function (event) {
      event.stopPropagation();
      if (!event.isComposing) { show(); }
    });
    finder.addEventListener("compositionend", show);
    finder.addEventListener("keydown", function (event) {
      if (event.isComposing) { return; }
      if (event.key === "Enter" || event.key === "ArrowDown") {
        event.preventDefault();
        const target = first();
        if (target) { target.focus(); }
      }
    });
    before.parentNode.insertBefore(finder, before);
    before.parentNode.insertBefore(state, before);
  }

  function ofSelect(select) {
    const every = Array.from(select.options);
    function narrow(matches) {
      const chosen = select.value;
      const shown = every.filter(function (option) { return option.value === "" || matches(option.text); });
      const found = shown.filter(function (option) { return option.value !== ""; });
      select.replaceChildren.apply(select, shown);
      const kept = found.some(function (option) { return option.value === chosen; });
      select.value = kept ? chosen : found.length === 1 ? found[0].value : shown.length ? shown[0].value : "";
      return found.length;
    }
    addFinder(select, titleOf(select), narrow, function () { return select; });
  }

  function ofBoxes(list, title) {
    const every = Array.from(list.querySelectorAll("label.tick"));
    function narrow(matches) {
      let found = 0;
      every.forEach(function (label) {
        const fits = matches(label.textContent);
        label.hidden = !fits && !label.querySelector("input").checked;
        found += fits ? 1 : 0;
      });
      return found;
    }
    addFinder(every[0] && list.matches("fieldset") ? every[0] : list, title, narrow, function () {
      const shown = every.find(function (label) { return !label.hidden; });
      return shown && shown.querySelector("input");
    });
  }

  function ofNames(list) {
    const text = document.getElementById(list.dataset.addsTo);
    const adder = document.createElement("input");
    adder.className = "finder";
    adder.autocomplete = "off";
    adder.placeholder = "从名录中添加";
    adder.setAttribute("aria-label", "从名录中添加" + titleOf(text));
    adder.setAttribute("list", list.id);
    function add() {
      const known = Array.from(list.options).some(function (option) { return option.value === adder.value; });
      const lines = text.value.split("\n").filter(Boolean);
      if (!known) { return; }
      if (!lines.includes(adder.value)) { text.value = lines.concat(adder.value).join("\n"); }
      adder.value = "";
      text.dispatchEvent(new Event("input", { bubbles: true }));
    }
    adder.addEventListener("input", function (event) {
      event.stopPropagation();
      if (!event.inputType || event.inputType === "insertReplacementText") { add(); }  // chosen from the list
    });
    adder.addEventListener("keydown", function (event) {
      if (event.key !== "Enter" || event.isComposing) { return; }
      event.preventDefault();
      add();
    });
    text.parentNode.insertBefore(adder, text);
  }

  document.querySelectorAll("datalist[data-adds-to]").forEach(ofNames);
  document.querySelectorAll(".field select").forEach(function (select) {
    if (select.options.length > LONG) { ofSelect(select); }
  });
  document.querySelectorAll(".picked, fieldset.field").forEach(function (list) {
    const legend = list.querySelector("legend");
    if (list.querySelectorAll("label.tick").length > LONG) { ofBoxes(list, legend ? legend.textContent : "名录"); }
  });
})();
