// Sends forms marked data-enhance without leaving the page and swaps in the parts that changed.
// Without this module, or if it cannot be used, the same forms work as ordinary page loads.

const FRAGMENT = "text/vnd.michishirube.fragment+html";
const TYPING_AFTER_MS = 1000;
const SAY_WAITING_AFTER_MS = 2000;
const SAY_SLOW_AFTER_MS = 15000;

const log = document.getElementById("log");
const status = document.getElementById("status");
let sending = false;

document.addEventListener("submit", (event) => {
  const form = event.target;
  const canSend = status && event.submitter && form.matches("form[data-enhance]");
  if (!canSend) return;
  event.preventDefault();
  if (!sending) send(form, event.submitter);
});

async function send(form, submitter) {
  sending = true;
  const stopWaiting = showWaiting();
  try {
    const response = await fetch(form.getAttribute("action"), {
      method: "POST",
      body: bodyOf(form, submitter),
      headers: { Accept: FRAGMENT },
    });
    stopWaiting();
    if (response.redirected) location.assign(response.url);
    else if (response.headers.get("Content-Type")?.startsWith(FRAGMENT)) swap(await response.text());
    else if (response.status === 404) location.reload();
    else status.textContent = status.dataset.failed;
  } catch {
    stopWaiting();
    status.textContent = status.dataset.failed;
  } finally {
    sending = false;
  }
}

function bodyOf(form, submitter) {
  const body = new URLSearchParams(new FormData(form));
  if (submitter.name) body.append(submitter.name, submitter.value);
  if (log) body.append("seen", log.querySelectorAll(".bubble").length);
  return body;
}

// Dots at once for the eye, words later for the ear: a screen reader should not be told of every short wait.
function showWaiting() {
  status.textContent = "";
  const timers = [
    setTimeout(() => document.body.classList.add("is-waiting"), TYPING_AFTER_MS),
    setTimeout(() => (status.textContent = status.dataset.waiting), SAY_WAITING_AFTER_MS),
    setTimeout(() => (status.textContent = status.dataset.slow), SAY_SLOW_AFTER_MS),
  ];
  return () => {
    timers.forEach(clearTimeout);
    document.body.classList.remove("is-waiting");
    status.textContent = "";
  };
}

// Elements of the fragment replace those of the same id; new bubbles go to the end of the live region, which stays.
function swap(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const parts = template.content.firstElementChild;
  const bubbles = parts.querySelector("[data-append]");
  const firstNew = bubbles?.firstElementChild;
  if (bubbles) {
    log.append(...bubbles.children);
    bubbles.remove();
  }
  for (const part of [...parts.children]) document.getElementById(part.id)?.replaceWith(part);
  if (parts.dataset.title) document.title = parts.dataset.title;
  moveTo(document.getElementById(parts.dataset.focus), firstNew);
}

// The pressed button is gone, so the focus must be put somewhere; the eye starts at what was just said.
function moveTo(focused, firstNew) {
  focused?.focus({ preventScroll: Boolean(firstNew) });
  firstNew?.scrollIntoView();
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
