// The charts of the report page. They are drawn from the tables beside them, so both say the same; without scripts the tables are shown.
"use strict";

(function () {
  if (typeof echarts === "undefined") { return; }
  document.documentElement.classList.add("scripted");
  document.querySelectorAll(".switch").forEach(function (card) { card.dataset.shown = "chart"; });

  const INK = "#1c2633";
  const FONT = getComputedStyle(document.documentElement).fontFamily;
  const STILL = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const drawn = new Map();

  function colour(name) {
    const probe = document.createElement("i");
    probe.className = name;
    document.body.appendChild(probe);
    const found = getComputedStyle(probe).backgroundColor;
    probe.remove();
    return found;
  }

  const COLOURS = {};
  ["c0", "c1", "c2", "c3", "c4", "review", "open", "late", "done", "rest"].forEach(function (name) { COLOURS[name] = colour(name); });
  const DARK = { c0: true, c4: true };

  function cells(row) {
    return Array.from(row.cells, function (cell) { return cell.textContent.trim(); });
  }

  function tile(row) {
    const [name, covered, townships, percent] = cells(row);
    const kind = row.dataset.colour;
    const text = DARK[kind] ? "#fff" : INK;
    const one = townships === "1";
    return {
      name: name,
      value: Number(townships.replace(/,/g, "")),
      address: row.querySelector("a").href,
      short: one ? "" : percent.replace(" ", ""),
      told: one ? (covered === "1" ? "已建立" : "未建立") : covered + " / " + townships + "　" + percent.replace(" ", ""),
      itemStyle: { color: COLOURS[kind] },
      label: { color: text },
      upperLabel: { color: "#fff" },
    };
  }

  function tiles() {
    const top = [];
    document.querySelectorAll("[data-tile]").forEach(function (row) {
      const each = tile(row);
      if (row.dataset.depth === "0") {
        top.push(each);
      } else {
        const above = top[top.length - 1];
        (above.children = above.children || []).push(each);
      }
    });
    return top;
  }

  // A rate is written on a tile only where all of it fits: half a number would be a wrong one.
  function roomy(value, whole, place) {
    return value / whole * place.offsetWidth * place.offsetHeight > 7500;
  }

  function treemap(place) {
    const top = tiles();
    const whole = top.reduce(function (sum, each) { return sum + each.value; }, 0);
    return {
      animation: !STILL,
      textStyle: { fontFamily: FONT },
      tooltip: {
        renderMode: "richText",
        formatter: function (hit) { return hit.data && hit.data.told ? hit.name + "\n" + hit.data.told : ""; },
      },
      series: [{
        type: "treemap",
        data: top,
        top: 0, left: 0, right: 0, bottom: 0,
        roam: false,
        nodeClick: false,
        breadcrumb: { show: false },
        label: {
          fontSize: 12, lineHeight: 16, padding: 2, overflow: "break", lineOverflow: "truncate",
          formatter: function (hit) { return hit.data.short && roomy(hit.value, whole, place) ? hit.name + "\n" + hit.data.short : hit.name; },
        },
        upperLabel: {
          show: true, height: 24, fontWeight: 600, fontSize: 12, padding: [0, 8], color: "#fff", backgroundColor: "#2a3646",
          formatter: function (hit) { return hit.data.told ? hit.name + "　" + hit.data.short : ""; },
        },
        levels: [
          { itemStyle: { borderWidth: 0, gapWidth: 4 }, upperLabel: { show: false } },
          { itemStyle: { borderColor: "#2a3646", borderWidth: 0, gapWidth: 1 } },
          { itemStyle: { borderColor: "#fff", borderWidth: 1 } },
        ],
      }],
    };
  }

  function ring() {
    const rows = Array.from(document.querySelectorAll("#states tbody tr"));
    const pieces = rows.map(function (row) {
      const [name, count, percent] = cells(row);
      return { name: name, value: Number(count.replace(/,/g, "")), told: percent, itemStyle: { color: COLOURS[row.dataset.colour] } };
    }).filter(function (piece) { return piece.value > 0; });
    const all = pieces.reduce(function (sum, piece) { return sum + piece.value; }, 0);
    return {
      animation: !STILL,
      textStyle: { fontFamily: FONT },
      title: {
        text: all.toLocaleString("en"), subtext: "件", left: "center", top: "34%", itemGap: 2,
        textStyle: { fontSize: 26, color: INK }, subtextStyle: { fontSize: 12, color: "#566273" },
      },
      tooltip: { renderMode: "richText", formatter: function (hit) { return hit.name + "\n" + hit.value + " 件　" + hit.data.told; } },
      series: [{
        type: "pie",
        radius: ["66%", "94%"],
        data: pieces,
        itemStyle: { borderColor: "#fff", borderWidth: 2 },
        label: { show: false },
      }],
    };
  }

  function draw(id, option) {
    const place = document.getElementById(id);
    if (!place || place.offsetWidth === 0) {
      return;
    }
    if (!drawn.has(place)) {
      const chart = echarts.init(place, null, { renderer: "canvas" });
      chart.on("click", function (hit) { if (hit.data && hit.data.address) { location.href = hit.data.address; } });
      new ResizeObserver(function () { chart.resize(); }).observe(place);
      drawn.set(place, chart);
    }
    drawn.get(place).setOption(option(place));
  }

  function drawAll() {
    document.querySelectorAll(".seg[hidden]").forEach(function (choice) { choice.hidden = false; });
    draw("tiles", treemap);
    draw("ring", ring);
  }

  function show(button) {
    const card = button.closest(".switch");
    card.dataset.shown = button.dataset.show;
    press(card);
    drawAll();
  }

  function press(card) {
    card.querySelectorAll("[data-show]").forEach(function (each) {
      each.setAttribute("aria-pressed", String(each.dataset.show === card.dataset.shown));
    });
  }

  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-show]");
    if (button) { show(button); }
  });

  const live = document.getElementById("live");
  function tell(text, on) {
    live.hidden = false;
    live.classList.toggle("on", on);
    if (live.textContent !== text) { live.textContent = text; }
  }
  document.addEventListener("htmx:sse:after:connection", function () { tell("实时", true); });
  document.addEventListener("htmx:sse:error", function () { tell("连接中断，正在重连", false); });
  document.addEventListener("htmx:after:swap", function () {
    document.querySelectorAll(".switch").forEach(press);
    drawAll();
  });

  drawAll();
})();
