/* Forms that are sent by a button: the house keeps what is typed, for its writer alone, until the
   form is sent. Nothing is kept in the browser. A pass that came with the page lets the house keep
   words also when the session ran out, and lets nobody read them. */
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const told = document.getElementById("unsent");
  if (!told) return;
  document.addEventListener("click", chooseBetween);
  const forms = [...document.querySelectorAll("form[method=post]:not([data-autosave])")];
  const keepers = forms.filter((form) => form.querySelector("textarea")).map((form) => keepWords(form, told));
  if (keepers.length) giveBack(keepers, told);
});

/* What was typed here before and not sent stands in the fields again. Until it is known, nothing is
   kept in its place; where it cannot be known, it is asked for again. */
async function giveBack(keepers, told, pause = 3000) {
  const asked = new URLSearchParams(keepers.map((one) => ["address", one.address]));
  try {
    const wait = { headers: { Accept: "application/json" }, signal: AbortSignal.timeout?.(30000) };
    const answer = await fetch(`${told.dataset.found}?${asked}`, wait);
    if (!answer.ok || answer.redirected) throw new Error("not told");
    const kept = await answer.json();
    keepers.forEach((one) => one.begin(kept[one.address]));
  } catch {
    keepers.forEach((one) => one.wait());
    setTimeout(() => giveBack(keepers, told, Math.min(2 * pause, 60000)), pause);
  }
}

function keepWords(form, told) {
  const words = told.dataset;
  const address = new URL(form.getAttribute("action") || "", window.location.href).pathname;
  const status = Object.assign(document.createElement("p"), { className: "saved small" });
  const pass = Object.assign(document.createElement("input"), { type: "hidden", name: "_unsent", value: words.pass });
  const settlers = [];
  const isAnswer = form.querySelector("[data-failed], .form-error, .form-error-message, [data-both]") !== null;
  let begun = false;
  let tellBegun = null;
  let typed = false;
  let sending = false;
  let timer = null;

  status.setAttribute("role", "status");
  form.append(pass, status);

  function tell(text, trouble) {
    status.textContent = text;
    status.classList.toggle("trouble", Boolean(trouble));
  }

  function controls() {
    const out = ["submit", "button", "file", "password", "reset"];
    return [...form.elements].filter(
      (f) => f.name && !out.includes(f.type) && f !== pass && f.name !== "csrfmiddlewaretoken",
    );
  }

  function written() {
    const fields = {};
    controls().forEach((f) => {
      const values = (fields[f.name] ||= []);
      if (f.tagName === "SELECT") values.push(...[...f.selectedOptions].map((o) => o.value));
      else if (!["radio", "checkbox"].includes(f.type) || f.checked) values.push(f.value);
    });
    return fields;
  }

  function put(fields) {
    controls().forEach((f) => {
      const values = fields[f.name];
      if (!values || (f.type === "hidden" && !f.name.endsWith("_seen"))) return;
      if (["radio", "checkbox"].includes(f.type)) f.checked = values.includes(f.value);
      else if (f.tagName === "SELECT") [...f.options].forEach((o) => (o.selected = values.includes(o.value)));
      else f.value = values[0] || "";
    });
  }

  function body() {
    return new URLSearchParams({ _unsent: pass.value, address, fields: JSON.stringify(written()) });
  }

  function done() {
    unsaved.delete(saver);
    settlers.splice(0).forEach((settle) => settle());
  }

  async function keep() {
    clearTimeout(timer);
    if (typed && !begun && !opening.has(form)) tell(words.offline, true);
    if (sending || !typed || !begun) return;
    sending = true;
    typed = false;
    let wait = 0;
    try {
      const answer = await fetch(words.keep, { method: "POST", body: body() });
      if (answer.status === 403) wait = await passRanOut();
      else if (answer.status === 422) tell(words.refused, true);
      else if (!answer.ok) throw new Error("not kept");
      else tell(`${words.saved} ${new Date().toTimeString().slice(0, 5).replace(":", ".")}`);
    } catch {
      tell(words.offline, true);
      typed = true;
      wait = 3000;
    }
    sending = false;
    if (typed) timer = setTimeout(keep, wait);
    else done();
  }

  /* A page that stood open for days asks for a new pass; who is logged out gets none. */
  async function passRanOut() {
    typed = true;
    const renewed = await renewToken();
    if (renewed) pass.value = words.pass;
    else tell(words.loggedOut, true);
    return renewed ? 0 : 3000;
  }

  function note(event) {
    if (!event.target.name) return;
    typed = true;
    unsaved.add(saver);
    tell(words.saving);
    clearTimeout(timer);
    timer = setTimeout(keep, event.type === "change" ? 0 : 700);
  }

  /* Resolves at once when the words are kept, and otherwise when they are. */
  const saver = {
    settled() {
      if ((!typed && !sending) || (!begun && !opening.has(form))) return Promise.resolve();
      keep();
      return new Promise((settle) => settlers.push(settle));
    },
  };

  form.addEventListener("input", note);
  form.addEventListener("change", note);
  window.addEventListener("pagehide", () => {
    if (!typed && !sending) return;
    const last = body();
    if (!begun) last.set("blind", JSON.stringify(own()));
    navigator.sendBeacon(words.keep, last);
  });

  /* A form that came back with its words is given nothing more. */
  function begin(kept) {
    if (begun) return;
    begun = true;
    const isGiven = Boolean(kept) && !isAnswer && give(kept);
    if (typed) keep();
    opened(isGiven && leaving.has(form));
  }

  /* The house does not answer: nobody waits for it to leave the page. */
  function opened(isGiven = false) {
    opening.delete(form);
    tellBegun(isGiven);
    if (!begun) settlers.splice(0).forEach((settle) => settle());
  }

  /* The names of fields that somebody has typed in: those that can hold two texts, and others. */
  function own() {
    const typedIn = controls().filter(isTyped);
    const of = (isText) => typedIn.filter((f) => (f.tagName === "TEXTAREA") === isText).map((f) => f.name);
    return { texts: of(true), others: of(false) };
  }

  /* Who wrote before the house answered has both. */
  function withOwn(fields) {
    const both = { ...fields };
    const mine = written();
    own().others.forEach((name) => (both[name] = mine[name]));
    controls().filter((f) => f.tagName === "TEXTAREA" && isTyped(f)).forEach((f) => {
      const old = fields[f.name]?.[0] || "";
      const sent = f.defaultValue;
      const isMore = sent && old.startsWith(sent) && f.value.startsWith(sent);
      const more = isMore ? f.value.slice(sent.length).trim() : f.value;
      both[f.name] = [old.includes(f.value) ? old : f.value.includes(old) ? f.value : `${old}\n\n${more}`];
    });
    return both;
  }

  /* Whether anything was put in. */
  function give({ fields, at }) {
    const before = written();
    const same = Object.entries(fields).every(([name, values]) => {
      return name.endsWith("_seen") || !(name in before) || String(before[name]) === String(values);
    });
    if (same) return false;
    put(withOwn(fields));
    form.querySelectorAll("textarea").forEach((area) => area.closest("details")?.setAttribute("open", ""));
    const box = told.content.cloneNode(true).firstElementChild;
    box.querySelector("[data-at]").textContent = at;
    box.querySelector("[data-throw]").addEventListener("click", async () => {
      await saver.settled();
      const headers = { "X-CSRFToken": token() };
      const answer = await fetch(words.drop, { method: "POST", headers, body: new URLSearchParams({ address }) });
      if (!answer.ok || answer.redirected) return tell(words.offline, true);
      put(before);
      tell("");
      box.remove();
      controls().filter(isTyped).forEach((f) => note({ target: f }));
    });
    form.prepend(box);
    return true;
  }

  /* Typed before this script was there. What a browser puts back by itself may be sent already. */
  if (performance.getEntriesByType("navigation")[0]?.type === "navigate") {
    controls().filter(isTyped).forEach((f) => note({ target: f }));
  }
  opening.set(form, new Promise((tell) => (tellBegun = tell)));
  return { address, begin, wait: opened };
}

/* Two wrote in one field of a form that is sent by a button: a press chooses, and the last one
   that is chosen sends the form. */
function chooseBetween(event) {
  const way = event.target.dataset?.keep;
  const box = event.target.closest("[data-both][data-field]");
  if (!way || !box) return;
  const form = box.closest("form");
  const fields = [...form.querySelectorAll(`[name="${CSS.escape(box.dataset.field)}"]`)];
  const theirs = JSON.parse(box.dataset.theirs);
  fields.forEach((f) => {
    if (way === "mine") return;
    if (way === "joined") f.value = [theirs[0], f.value].filter(Boolean).join("\n\n");
    else if (["radio", "checkbox"].includes(f.type)) f.checked = theirs.includes(f.value);
    else if (f.tagName === "SELECT") [...f.options].forEach((o) => (o.selected = theirs.includes(o.value)));
    else f.value = theirs[0] || "";
  });
  box.remove();
  fields[0]?.dispatchEvent(new Event("change", { bubbles: true }));
  if (!form.querySelector("[data-both] [data-keep]")) form.requestSubmit();
}
