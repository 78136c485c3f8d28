// The texts of a page whose contrast with their ground is below 4.5 (WCAG 2.2, 1.4.3).
// Left out: symbols, what is disabled, what comes with the pointer, and what stands on a
// mark of a chart, which tests/test_palette.py holds against the mark's own colour.
() => {
  const numbers = (said) => said.match(/[\d.]+/g).map(Number);
  const luminance = (colour) => {
    const [r, g, b] = colour.map((part) => {
      const c = part / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const over = (top, share, below) => below.map((v, i) => top[i] * share + v * (1 - share));
  const ground = (element) => {
    const layers = [];
    for (let one = element; one; one = one.parentElement) {
      const [r, g, b, a = 1] = numbers(getComputedStyle(one).backgroundColor);
      layers.push([[r, g, b], a]);
      if (a === 1) break;
    }
    return layers.reduceRight((below, [colour, a]) => over(colour, a, below), [255, 255, 255]);
  };
  const shown = (element) => {
    let share = 1;
    for (let one = element; one; one = one.parentElement)
      share *= Number(getComputedStyle(one).opacity);
    return share;
  };
  const inChart = ".xtick, .ytick, .y2tick, .xtitle, .ytitle, .y2title, .legendtext";
  const found = new Set();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.textContent.trim();
    const element = walk.currentNode.parentElement;
    const box = element.getBoundingClientRect();
    if (!text || !box.width || !box.height) continue;
    if (element.closest("style, script, :disabled, [data-testid='stIconMaterial']")) continue;
    const drawn = element instanceof SVGElement;
    if (drawn && !element.closest(inChart)) continue;
    const share = shown(element);
    if (share < 0.1) continue; // comes with the pointer
    const style = getComputedStyle(element);
    const [r, g, b, a = 1] = numbers(drawn ? style.fill : style.color);
    const below = ground(element.closest(".stSlider")?.parentElement ?? element);
    const seen = over([r, g, b], a * share, below);
    const [dim, bright] = [luminance(seen), luminance(below)].sort((x, y) => x - y);
    const contrast = (bright + 0.05) / (dim + 0.05);
    if (contrast < 4.5) found.add(`${contrast.toFixed(2)}: ${text.slice(0, 40)}`);
  }
  return [...found];
}
