// The map that Gradio has drawn by Plotly: a click on a point opens its need, the boxes of its keys show and hide.
const picture = () => document.querySelector('.plot .js-plotly-plot');
const boxes = () => [...element.querySelectorAll('[data-key]')];
const redraw = () => {
  const shown = boxes().map((box) => box.checked);
  if (shown.length && picture()) window.Plotly?.restyle(picture(), {visible: shown}, [...shown.keys()]);
};
element.addEventListener('change', (event) => { if (event.target.matches('[data-key]')) redraw(); });
element.addEventListener('click', (event) => {
  const all = event.target.closest('[data-keys]')?.dataset.keys;
  if (!all) return;
  boxes().forEach((box) => { box.checked = all === 'all'; });
  redraw();
});
// The panel beside takes its width from the map; Plotly looks at the window only.
const sized = new ResizeObserver(([entry]) => {
  if (entry.target.isConnected && entry.contentRect.width) window.Plotly?.Plots.resize(entry.target);
});
const wired = new WeakSet();
const wire = () => {
  const now = picture();
  if (!now?.on || wired.has(now)) return;
  wired.add(now);
  sized.disconnect();
  sized.observe(now);
  now.on('plotly_click', (event) => trigger('click', {need: event.points[0].customdata}));
  // By finger a drag must go on to scroll the page; the buttons above the map zoom as well.
  if (window.matchMedia('(pointer: coarse)').matches) window.Plotly?.relayout(now, {dragmode: false});
  if (boxes().some((box) => !box.checked)) redraw();
};
new MutationObserver(wire).observe(element.closest('.draft') ?? document.body, {childList: true, subtree: true});
wire();
