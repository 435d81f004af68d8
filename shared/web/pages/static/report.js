// The report page: its charts beside their tables, one of the two shown; and whether figures arrive by themselves. Without scripts both are shown.
"use strict";

(function () {
  let shown = "chart";

  function press() {
    document.querySelectorAll(".switch").forEach(function (card) {
      card.dataset.shown = shown;
      card.querySelector(".seg").hidden = false;
      card.querySelectorAll("[data-show]").forEach(function (each) {
        each.setAttribute("aria-pressed", String(each.dataset.show === shown));
      });
    });
  }

  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-show]"), tile = event.target.closest("[data-address]");
    if (button) { shown = button.dataset.show; press(); }
    if (tile) { location.href = tile.dataset.address; }
  });

  const live = document.getElementById("live");
  function tell(text, on) {
    live.hidden = false;
    live.classList.toggle("on", on);
    if (live.textContent !== text) { live.textContent = text; }
  }
  document.addEventListener("htmx:sse:after:connection", function () { tell("实时", true); });
  document.addEventListener("htmx:sse:error", function () { tell("连接中断，正在重连", false); });
  document.addEventListener("htmx:after:swap", press);

  press();
})();
