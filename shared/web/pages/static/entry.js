// The form of a new matter where it may be recorded without a network: when the service does not answer, it becomes a draft of this browser.
"use strict";

(function () {
  const state = document.getElementById("offline");
  const form = document.querySelector(".begin form.sheet");
  let busy = false;
  let account = "";

  function fields() {
    return Array.from(new FormData(form)).filter(function (each) { return each[0] !== "form_token"; });
  }

  async function submit() {
    try {
      await Drafts.unlock();
    } catch (error) {
      if (error.status === 0 && account) {
        const content = { kind: state.dataset.kind, title: state.dataset.title, fields: fields() };
        await Drafts.keep(form.elements.form_key.value, Date.now(), content, "waiting", account);
        location.assign("/offline");
        return;
      }
    }
    form.submit();
  }

  if (!Drafts.isAvailable()) {
    state.textContent = Drafts.OFF;
    return;
  }
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    if (busy) { return; }
    busy = true;
    submit().catch(function () { form.submit(); }).then(function () { busy = false; });
  });
  Drafts.unlock().then(function (vault) {
    account = vault.account;
    return Drafts.prepare();
  }).then(function () {
    state.textContent = "网络中断时，提交的内容加密保存在本机，恢复后发送。";
  }, function () { state.textContent = "离线填写现在不可用。"; });
})();
