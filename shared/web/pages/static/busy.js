// Shows that a long request is under way, and for how many seconds, until its response replaces the page.
"use strict";

document.querySelectorAll("form[data-busy]").forEach(function (form) {
  const status = document.createElement("p");
  status.className = "note";
  status.setAttribute("role", "status");
  form.append(status);
  const button = form.querySelector("button.primary");
  let timer = 0;

  function begin() {
    const began = Date.now();
    const seconds = document.createElement("span");
    seconds.setAttribute("aria-hidden", "true"); // a screen reader reads the sentence once, not every second
    status.textContent = form.dataset.busy;
    status.append(seconds);
    timer = window.setInterval(function () {
      seconds.textContent = "已用 " + Math.round((Date.now() - began) / 1000) + " 秒";
    }, 1000);
    window.setTimeout(function () { button.disabled = true; }); // afterwards: the value of a disabled button is not sent
  }

  function end() {
    window.clearInterval(timer);
    status.textContent = "";
    button.disabled = false;
  }

  form.addEventListener("submit", begin);
  window.addEventListener("pageshow", function (event) { if (event.persisted) { end(); } }); // back from the response
});
