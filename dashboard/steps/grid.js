// The table as it stands in the page: its fields, how they look, where they are.

const ACTS = {
  // what: [in words, path of its icon on a grid of 24]
  insert: ["Insert a step behind", "M12 5v14M5 12h14"],
  double: ["Double this step", "M9 9h11v11H9zM5 15H4V4h11v1"],
  up: ["Move up", "M12 19V6M6 11l6-6 6 6"],
  down: ["Move down", "M12 5v13M6 13l6 6 6-6"],
  remove: ["Remove this step", "M6 6l12 12M18 6L6 18"],
};
const TOLD = 3; // faults in words at once

function made(tag, settings = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(settings)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false && value !== "") element.setAttribute(name, value);
  }
  element.append(...inside); // texts become text, never HTML
  return element;
}

function icon(path) {
  const drawn = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawn.setAttribute("viewBox", "0 0 24 24");
  drawn.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  drawn.append(line);
  return drawn;
}

class StepsGrid {
  constructor(place) {
    this.place = place;
    this.drawing = false;
    this.head = made("thead");
    this.body = made("tbody");
    this.cols = made("colgroup");
    this.grid = made(
      "table",
      { "aria-label": "the recipe's steps" },
      this.cols,
      this.head,
      this.body,
    );
    this.said = made("div", { class: "said", role: "status", id: "said" });
    const button = (words, title, act) =>
      made("button", { type: "button", title, onclick: act }, words);
    this.undoes = button("Undo", "Ctrl+Z in the table", () => this.back());
    this.redoes = button("Redo", "Ctrl+Y in the table", () => this.forth());
    const add = button("Add a step", "Behind the last one", () =>
      this.act(this.rows.length - 1, "insert"),
    );
    const copy = button("Copy", "The table, to be pasted into a spreadsheet", () =>
      this.copy(),
    );
    const hint = made(
      "span",
      { class: "hint" },
      "Grey: as in the step before. Enter goes down, Tab right, Esc takes a text " +
        "back. A block of a spreadsheet can be pasted.",
    );
    this.foot = made("div", { class: "foot" }, add, this.undoes, this.redoes, copy, hint);
    place.replaceChildren(
      made("div", { class: "frame" }, this.grid),
      this.said,
      this.foot,
    );
  }

  // ---------------------------------------------------------------- drawn

  draw(heads = false, held = this.held()) {
    this.drawing = true;
    if (heads) this.drawHeads();
    this.body.replaceChildren(...this.rows.map((row, at) => this.line(row, at)));
    this.drawing = false;
    this.grey();
    this.tell();
    if (held) this.take(held.at, held.name, held.text);
  }

  drawHeads() {
    const width = (pixels) => {
      const col = made("col");
      col.style.width = `${pixels}px`; // an attribute would be against a strict policy
      return col;
    };
    const widths = [28, ...this.columns.map((column) => column.width), 118];
    this.cols.replaceChildren(...widths.map(width));
    this.grid.style.minWidth = `${widths.reduce((sum, one) => sum + one, 0)}px`;
    const head = (column) =>
      made(
        "th",
        { scope: "col", title: `${column.said} ${this.range(column)}` },
        column.word,
        column.unit ? made("span", { class: "unit" }, ` [${column.unit}]`) : "",
      );
    this.head.replaceChildren(
      made(
        "tr",
        {},
        made("th", { scope: "col", title: "Number of the step" }, "#"),
        ...this.columns.map(head),
        made("th", { scope: "col", class: "acts" }, "change"),
      ),
    );
  }

  range(column) {
    const unit = column.unit ? ` ${column.unit}` : "";
    return `Allowed: ${column.allowed}${unit}.`;
  }

  line(row, at) {
    const acts = Object.entries(ACTS).map(([what, [words, path]], k) =>
      made(
        "button",
        {
          type: "button",
          title: words,
          "aria-label": `${words}: step ${at + 1}`,
          "data-act": what,
          tabindex: k ? "-1" : "0", // one stop of Tab for all five; arrows go between
          disabled: (what === "up" && at === 0) || (what === "down" && at === this.rows.length - 1),
          onclick: () => this.act(at, what),
        },
        icon(path),
      ),
    );
    const bar = made(
      "div",
      { role: "toolbar", "aria-label": `step ${at + 1}` },
      ...acts,
    );
    return made(
      "tr",
      {},
      made("th", { scope: "row" }, String(at + 1)),
      ...this.columns.map((column) => made("td", {}, this.field(row, at, column))),
      made("td", { class: "acts" }, bar),
    );
  }

  field(row, at, column) {
    const settings = {
      "aria-label": `${headOf(column)}, step ${at + 1}`,
      "data-name": column.name,
      class: column.kind,
    };
    let field;
    if (column.kind === "choice") {
      const options = column.options.map((one) => made("option", { value: one }, String(one)));
      const blank = document.createElement("option");
      blank.value = "";
      field = made("select", settings, blank, ...options);
    } else {
      const number = column.kind !== "text";
      field = made("input", {
        ...settings,
        type: "text",
        autocomplete: "off",
        spellcheck: "false",
        inputmode: number && "decimal",
        maxlength: number ? "40" : "",
      });
    }
    this.fill(field, row, column);
    return field;
  }

  // What a field shows, and whether it may.
  fill(field, row, column) {
    const bad = row.bad[column.name];
    const text = bad ?? shownAs(row[column.name]);
    if (column.kind === "choice" && ![...field.options].some((one) => one.value === text)) {
      field.append(made("option", { value: text }, text)); // pasted, and no choice
    }
    field.value = text;
    // a long name of a file counts, though none such can be typed
    const judged = bad !== undefined || column.kind !== "text";
    const { fault } = judged ? parsed(text, column) : {};
    if (fault === undefined) {
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-describedby");
      field.title = column.kind === "text" ? text : "";
    } else {
      field.setAttribute("aria-invalid", "true");
      field.setAttribute("aria-describedby", "said");
      field.title = fault;
    }
  }

  // In grey what a blank cell stands for.
  grey() {
    for (const column of this.columns) {
      const told = carried(this.rows, column);
      for (const [at, text] of told.entries()) {
        const field = this.at(at, column.name);
        const words = text === "" || text === column.first ? text : `(${text})`;
        if (column.kind === "choice") {
          field.options[0].textContent = words;
          field.classList.toggle("blank", field.value === "");
        } else field.placeholder = words;
      }
    }
    for (const [at, { block }] of this.rows.entries()) {
      const number = this.body.rows[at].cells[0];
      number.classList.toggle("blocked", shownAs(block) !== "");
      number.title = shownAs(block) && `in block ${block}`;
    }
    this.undoes.disabled = this.done.length === 0;
    this.redoes.disabled = this.undone.length === 0;
  }

  // What is wrong, in words; and what counts as long as it is.
  tell() {
    const words = [];
    for (const [at, row] of this.rows.entries()) {
      for (const column of this.columns) {
        const text = row.bad[column.name];
        if (text === undefined) continue;
        const { fault } = parsed(text, column);
        const now = shownAs(row[column.name]);
        const unit = now && column.unit ? ` ${column.unit}` : "";
        const cut = text.length > 30 ? `${text.slice(0, 29)}…` : text;
        words.push(
          `Step ${at + 1}, ${column.word}: “${cut}” is not taken; ${fault}. ` +
            `Still reckoned with ${now ? now + unit : "blank"}.`,
        );
      }
    }
    const more = words.length - TOLD;
    const told = words.slice(0, TOLD).map((one) => made("p", { class: "fault" }, one));
    if (this.note) told.unshift(made("p", {}, this.note));
    if (more > 0) told.push(made("p", {}, `And ${more} more.`));
    this.said.replaceChildren(...told);
  }

  // ---------------------------------------------------------------- places

  at(at, name) {
    return this.body.rows[at]?.querySelector(`[data-name="${name}"]`);
  }

  focused() {
    return this.place.getRootNode().activeElement;
  }

  of(field) {
    const at = field.closest("tr").sectionRowIndex;
    const column = this.columns.find((one) => one.name === field.dataset.name);
    return { at, column, row: this.rows[at] };
  }

  held() {
    const field = this.focused();
    if (!field || !this.body.contains(field)) return null;
    const at = field.closest("tr").sectionRowIndex;
    if (field.dataset.act) return { at, name: `act:${field.dataset.act}` };
    const row = this.rows[at];
    const name = field.dataset.name;
    const text = row && field.value !== (row.bad[name] ?? shownAs(row[name])) ? field.value : null;
    return { at, name, text };
  }

  // Go to a cell, or to a row's button; a text that was being typed comes with.
  take(at, name, text = null) {
    const row = this.body.rows[Math.min(at, this.rows.length - 1)];
    if (!row) return;
    const act = name.startsWith("act:") && name.slice(4);
    const field = act
      ? row.querySelector(`[data-act="${act}"]:enabled`) ?? row.querySelector("button:enabled")
      : row.querySelector(`[data-name="${name}"]`);
    field?.focus();
    if (field && text !== null) field.value = text;
  }
}
