// Runs once per page. No text from files is ever made into markup here.
() => {
  const narrow = window.matchMedia("(max-width: 60rem)");
  // Links between pages keep the review that is looked at.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.nav-link");
    const run = new URLSearchParams(location.search).get("run");
    if (link && run && !link.search) link.search = "?run=" + encodeURIComponent(run);
    const skip = event.target.closest?.("a.skip");
    if (skip) { event.preventDefault(); document.getElementById("content")?.focus(); }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") document.querySelector("[data-close]")?.click();
  });
  document.documentElement.lang = "en";
}
