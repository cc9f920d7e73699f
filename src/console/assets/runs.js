// Draws the curves of the overview out of the tables beside them: who sees no curves reads the same numbers.
(function drawRuns() {
  for (const card of document.querySelectorAll('.plot')) {
    const rows = [...card.querySelectorAll('tr[data-second]')].reverse();
    const place = card.querySelector('.curve');
    if (rows.length < 2 || !place) continue;
    const names = [...card.querySelectorAll('th')].slice(1).map((head) => head.textContent);
    const data = [rows.map((row) => Number(row.dataset.second))];
    names.forEach((_name, at) => {
      data.push(rows.map((row) => Number(row.children[at + 1].textContent)));
    });
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(`--ds-color-${name}-text-subtle`).trim();
    const line = style.getPropertyValue('--ds-color-neutral-border-subtle').trim();
    const colours = [colour('accent'), colour('success'), colour('danger')];
    const dashes = [[], [6, 3], [2, 2]];
    const axis = { stroke: colour('neutral'), grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } };
    const plot = new uPlot(
      {
        width: place.clientWidth,
        height: 180,
        legend: { live: false },
        series: [{}, ...names.map((label, at) => ({ label, stroke: colours[at], dash: dashes[at], width: 2 }))],
        axes: [axis, axis],
      },
      data,
      place,
    );
    addEventListener('resize', () => plot.setSize({ width: place.clientWidth, height: 180 }));
  }
})();
