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
  // A program that was killed cannot say so; its page can.
  let missed = 0;
  const gone = document.createElement("div");
  gone.className = "server-gone";
  gone.setAttribute("role", "alert");
  const tell = (words) => { gone.textContent = words; document.body.prepend(gone); };
  setInterval(async () => {
    if (document.hidden) return;
    try {
      await fetch("robots.txt", {cache: "no-store"});  // the least that the server gives
      if (missed > 1) tell("✓ The program runs again. Reload this page; what was judged is kept.");
      missed = 0;
    } catch (error) {
      missed += 1;
      if (missed === 2) {
        tell("✕ The program that serves this page has stopped. Its terminal tells the exit code: 137 or " +
          "“Killed” means that the machine ran out of memory. Start it again with: checker ui. " +
          "What was judged is kept, and the review goes on from there.");
      }
    }
  }, 3000);
}
