// The entry page without a network: records drafts, shows which are not sent, and sends them in order when the service answers.
"use strict";

(function () {
  const EVERY = 20000;
  const RETRIED = [401, 408, 425, 429];
  const part = function (id) { return document.getElementById(id); };
  const SENT_BEFORE = "form-already-sent";
  let vault = null;  // the opened keys, in the memory of this page alone
  let sending = false;
  let again = false;
  let confirmed = false;
  let edited = null;
  let prepared = false;

  function made(tag, text, act) {
    const element = document.createElement(tag);
    element.textContent = text;
    if (act) { element.addEventListener("click", act); }
    return element;
  }

  function today() { return new Date(Date.now() + 8 * 3600000).toISOString().slice(0, 10); }  // in the zone of the service

  function moment(time) { return new Date(time + 8 * 3600000).toISOString().slice(0, 16).replace("T", " "); }

  function titleOf(content) {
    const found = content.fields.find(function (each) { return each[0] === "title"; });
    return content.title + "：" + (found && found[1] ? found[1] : "（无标题）");
  }

  function isHeld(content) { return content.session !== vault.session && !confirmed; }

  function edit(row, content) {
    const form = document.querySelector("form[data-kind='" + content.kind + "']");
    form.reset();
    Array.from(form.elements).forEach(function (control) {
      const values = content.fields.filter(function (each) { return each[0] === control.name; }).map(function (each) { return each[1]; });
      if (control.type === "checkbox") { control.checked = values.includes(control.value); }
      else if (control.name && values.length) { control.value = values[0]; }
    });
    edited = { key: content.code === SENT_BEFORE ? Drafts.newKey() : row.key, made: row.made, replaced: row.key, kind: content.kind };
    form.closest("details").open = true;
    form.querySelector("input:not([type=hidden]), textarea, select").focus();
  }

  async function item(row) {
    const content = await Drafts.read(row, vault);
    const shown = document.createElement("li");
    shown.append(made("span", (content ? titleOf(content) : "无法读取的登记") + " "), made("small", moment(row.made) + "填写 "));
    if (content) {
      const held = isHeld(content) && row.state !== "refused";
      part("confirm").hidden = part("confirm").hidden && !held;
      const text = row.state === "refused" ? "未被接受：" + content.error : held ? "以前登录时填写，核对后发送" : "等待发送";
      const note = made("small", text + " ");
      note.className = row.state === "refused" ? "error" : "";
      shown.append(note);
      if (row.state !== "tried") { shown.append(made("button", "修改", function () { edit(row, content); }), " "); }
    }
    shown.append(made("button", "删除", function () {
      if (window.confirm("删除后不能恢复。确定删除？")) { Drafts.remove(row.key).then(show); }
    }));
    return shown;
  }

  async function show() {
    const who = await Drafts.current();
    const rows = await Drafts.list();
    const own = rows.filter(function (row) { return who && row.account === who.account; });
    const others = rows.length - own.length;
    const open = vault && who && vault.account === who.account;
    part("confirm").hidden = true;
    const items = open ? await Promise.all(own.map(item)) : [];
    part("drafts").replaceChildren.apply(part("drafts"), items);
    part("count").textContent = "未发送 " + own.length + " 件。" +
      (own.length && !open ? "内容已加密，联网登录后可见。" : "") +
      (others ? "本机另有其他账号未发送的 " + others + " 件，只有其本人登录后才能看到和发送。" : "");
    part("forms").hidden = !who;
    part("offline").hidden = false;
    return who;
  }

  async function state(text) {
    const who = await show();
    part("state").textContent = who ? "为 " + who.account + " 填写。" + text : "没有登录。联网登录以后才能离线填写。";
  }

  async function post(row, content) {
    const body = new URLSearchParams(content.fields);
    body.set("form_key", row.key);
    body.set("form_token", vault.token);
    const headers = { Accept: "application/json", "Idempotency-Key": row.key };
    return Drafts.request("/" + content.kind + "/new", { method: "POST", body: body, headers: headers });
  }

  async function refuse(row, content, problem) {
    await Drafts.keep(row.key, row.made, Object.assign({}, content, { error: problem.detail, code: problem.code }), "refused", row.account);
  }

  async function sendOne(row) {
    const content = await Drafts.read(row, vault);
    if (!content || row.state === "refused" || isHeld(content)) { return; }
    await Drafts.mark(row, "tried");
    const response = await post(row, content);
    if (response.status === 201) {
      await Drafts.remove(row.key);
      const link = made("a", titleOf(content));
      link.href = response.headers.get("Location");
      const shown = document.createElement("li");
      shown.append("已登记：", link);
      part("sent").append(shown);
      return;
    }
    const problem = await response.json().catch(function () { return {}; });
    const lasting = response.status >= 400 && response.status < 500 && !RETRIED.includes(response.status) && problem.code !== "foreign-form";
    if (!lasting) { throw Object.assign(new Error("later"), { status: response.status }); }
    await refuse(row, content, problem);
  }

  async function send() {
    if (sending) {
      again = true;  // the line may have come back since that attempt began
      return;
    }
    sending = true;
    again = false;
    try {
      vault = await Drafts.unlock();
      const rows = await Drafts.list();
      for (const row of rows) {
        if (row.account === vault.account) { await sendOne(row); }
      }
      await state(prepared ? "网络正常，断网时可以继续填写。" : "网络正常。");
    } catch (error) {
      if (error.status === 401) { vault = null; }
      await state(error.status === 401 ? "登录已失效，请重新登录后发送。" :
        error.status === 0 ? "没有网络：填写的内容保存在本机，恢复后发送。" : "服务暂时不能接收，稍后自动再试。");
      if (error.status === 401) {
        const link = made("a", "登录");
        link.href = "/login?next=/offline";
        part("state").append(" ", link);
      }
    }
    sending = false;
    if (again) { await send(); }
  }

  async function record(form) {
    const on = form.elements.on;
    if (on && !on.value) { on.value = today(); }
    const kind = form.dataset.kind;
    const as = edited && edited.kind === kind ? edited : { key: Drafts.newKey(), made: Date.now() };
    const content = { kind: kind, title: form.dataset.title, fields: Array.from(new FormData(form)) };
    await Drafts.keep(as.key, as.made, content, "waiting", vault && vault.account);
    if (as.replaced && as.replaced !== as.key) { await Drafts.remove(as.replaced); }
    edited = null;
    form.reset();
    await show();
    await send();
  }

  if (!Drafts.isAvailable()) {
    part("state").textContent = Drafts.OFF;
    return;
  }
  document.querySelectorAll("form[data-kind]").forEach(function (form) {
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      record(form).catch(function () { part("state").textContent = "未能保存在本机，内容仍在表单里。"; });
    });
  });
  part("confirm").addEventListener("click", function () { confirmed = true; send(); });
  window.addEventListener("online", send);
  window.addEventListener("pageshow", function (event) { if (event.persisted) { location.reload(); } });
  new BroadcastChannel(Drafts.LEFT).onmessage = function () { location.reload(); };
  setInterval(async function () { if ((await Drafts.list()).length) { send(); } }, EVERY);
  send().then(Drafts.prepare).then(function () {
    prepared = true;
    return send();
  }).catch(function () {});  // without a network, the stored page stays as it is
})();
