// Lists from which a command is given to many matters: the box in the head ticks the whole page, and the bar counts.
"use strict";

(function () {
  var bar = document.getElementById("batch");
  var boxes = Array.prototype.slice.call(document.querySelectorAll("input[form=batch][name=matter]"));
  var all = document.querySelector("input[data-all]");
  if (!bar || !all || boxes.length === 0) { return; }
  var count = bar.querySelector("[data-count]");
  function chosen() { return boxes.filter(function (box) { return box.checked; }).length; }
  function show() {
    var ticked = chosen();
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
    count.textContent = ticked ? "（已选 " + ticked + " 件）" : "";
  }
  function tick(value) { boxes.forEach(function (box) { box.checked = value; }); show(); }
  all.hidden = false;
  all.parentNode.querySelector("[data-plain]").hidden = true;
  bar.querySelector("[data-choose-all]").addEventListener("click", function (click) { click.preventDefault(); tick(true); });
  all.addEventListener("change", function () { tick(all.checked); });
  boxes.forEach(function (box) { box.addEventListener("change", show); });
  bar.addEventListener("submit", function (sending) {
    if (chosen() === 0) { sending.preventDefault(); count.textContent = "（请先勾选）"; }
  });
  window.addEventListener("pageshow", show);
  show();
})();
