/* Three small things: the design system starts, forms save themselves field by field, and a
   form that asks first. No field is lost when the line is cut: it is kept and sent again. */
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  if (window.DKFDS) window.DKFDS.init();
  document.querySelectorAll("form[data-autosave]").forEach(saveItself);
  document.body.addEventListener("change", submitOnChange);
  document.body.addEventListener("htmx:config:request", addToken);
  document.addEventListener("submit", holdUntilSaved, true);
  document.addEventListener("click", holdUntilSaved, true);
});

/* What is still on its way to be saved. */
const unsaved = new Set();

/* A button or link that leads on waits for what is on its way. */
function holdUntilSaved(event) {
  const link = event.type === "click" ? event.target.closest("a[href]") : null;
  const form = event.type === "submit" ? event.target : null;
  if (unsaved.size === 0 || (!link && !form) || (form && form.dataset.autosave && !submits(form))) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  Promise.all([...unsaved].map((saver) => saver.settled())).then(() => {
    if (link) link.click();
    else form.requestSubmit(event.submitter);
  });
}

/* A form that saves itself as a draft may also be handed in whole. */
function submits(form) {
  return "submits" in form.dataset;
}

function token() {
  return document.querySelector("meta[name=csrf-token]").content;
}

function addToken(event) {
  event.detail.ctx.request.headers["X-CSRFToken"] = token();
}

function submitOnChange(event) {
  const form = event.target.closest("form[data-submit-on-change]");
  if (form) form.requestSubmit();
}

/* Each field goes alone, so two people who write in different fields never write over each other. */
function saveItself(form) {
  const status = document.getElementById(form.dataset.status);
  const words = form.dataset;
  const waiting = new Map();
  let sending = false;
  let timer = null;

  function tell(text, trouble) {
    if (!status) return;
    status.textContent = text;
    status.classList.toggle("trouble", Boolean(trouble));
  }

  function valueOf(field) {
    if (field.type === "checkbox" && field.name) {
      const same = form.querySelectorAll(`input[name="${CSS.escape(field.name)}"]`);
      if (same.length > 1) return [...same].filter((f) => f.checked).map((f) => f.value);
      return field.checked ? [field.value] : [];
    }
    return [field.value];
  }

  function note(event) {
    const field = event.target;
    if (!field.name || field.closest("[data-no-autosave]")) return;
    if (field.type === "radio" && !field.checked) return;
    waiting.set(field.name, valueOf(field));
    unsaved.add(saver);
    tell(words.saving);
    clearTimeout(timer);
    timer = setTimeout(send, event.type === "change" ? 0 : 700);
  }

  async function send() {
    if (sending || waiting.size === 0) return;
    sending = true;
    const [name, values] = waiting.entries().next().value;
    waiting.delete(name);
    const body = new URLSearchParams();
    body.append("field", name);
    values.forEach((value) => body.append("value", value));
    let wait = 0;
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST",
        headers: { "X-CSRFToken": token(), "HX-Request": "true" },
        body,
      });
      const where = answer.headers.get("HX-Redirect");
      if (where) {
        if (!waiting.has(name)) waiting.set(name, values);
        tell(words.loggedOut, true);
        wait = 5000;
      } else {
        swapIn(await answer.text());
        if (answer.ok) {
          const time = new Date().toTimeString().slice(0, 5).replace(":", ".");
          if (waiting.size === 0) tell(`${words.saved} ${time}`);
          document.body.dispatchEvent(new Event("helhed:saved"));
        } else {
          tell(words.refused, true);
        }
      }
    } catch {
      if (!waiting.has(name)) waiting.set(name, values);
      tell(words.offline, true);
      wait = 3000;
    }
    sending = false;
    if (waiting.size) {
      timer = setTimeout(send, wait);
    } else {
      unsaved.delete(saver);
      settlers.splice(0).forEach((settle) => settle());
    }
  }

  const settlers = [];
  const saver = {
    settled() {
      clearTimeout(timer);
      send();
      return new Promise((settle) => settlers.push(settle));
    },
  };

  form.addEventListener("input", note);
  form.addEventListener("change", note);
  form.addEventListener("submit", (event) => {
    if (!submits(form)) event.preventDefault();
  });
  window.addEventListener("beforeunload", (event) => {
    if (waiting.size || sending) event.preventDefault();
  });
}

/* The answer holds pieces of the page by id; each takes the place of its namesake. */
function swapIn(html) {
  const pieces = new DOMParser().parseFromString(html, "text/html");
  pieces.querySelectorAll("[data-piece][id]").forEach((piece) => {
    const old = document.getElementById(piece.id);
    if (old) old.replaceWith(document.adoptNode(piece));
  });
}
