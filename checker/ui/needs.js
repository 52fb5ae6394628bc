// A need that is clicked, and what is done to it by hand.
const send = (detail) => trigger('click', detail);
element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-edit]');
  const box = button?.closest('[data-edits]');
  if (box) {
    const ticked = (name) => [...box.querySelectorAll(`[name=${name}]:checked`)].map((one) => one.value);
    send({
      verb: button.dataset.edit, need: box.dataset.edits, edition: box.dataset.edition,
      title: box.querySelector('[name=title]').value, others: ticked('other'), statements: ticked('statement'),
    });
    return;
  }
  const at = event.target.closest('[data-need], [data-close]');
  if (!at || !element.contains(at)) return;
  event.preventDefault();
  send({need: at.dataset.need || ''});
});
element.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || !event.target.matches('[name=title]')) return;
  event.preventDefault();
  event.target.closest('.do').querySelector('[data-edit]').click();
});
