// The table as it stands in the page: fields, keys, what is sent.

const ACTS = {
  // what: [in words, path of its icon on a grid of 24]
  insert: ["Insert a step behind", "M12 5v14M5 12h14"],
  double: ["Double this step", "M9 9h11v11H9zM5 15H4V4h11v1"],
  up: ["Move up", "M12 19V6M6 11l6-6 6 6"],
  down: ["Move down", "M12 5v13M6 13l6 6 6-6"],
  remove: ["Remove this step", "M6 6l12 12M18 6L6 18"],
};
const MOST_UNDONE = 200;
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

class StepsTable {
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
    place.addEventListener("keydown", (event) => {
      this.key(event);
      event.stopPropagation(); // the page has keys of its own: "r" would run it again
    });
    this.grid.addEventListener("change", (event) => this.commit(event.target));
    this.grid.addEventListener("focusout", (event) => this.commit(event.target));
    this.grid.addEventListener("focusin", (event) => {
      if (event.target.matches("input")) event.target.select();
    });
    this.grid.addEventListener("mousedown", (event) => {
      // the click that comes into a field marks its text, the next one sets the cursor
      const field = event.target;
      if (!field.matches("input") || this.focused() === field) return;
      event.preventDefault();
      field.focus();
    });
    this.grid.addEventListener("paste", (event) => this.paste(event));
  }

  // What the page says: rows to begin with, where it is another turn than before. In
  // the same turn the rows here are the later ones, and stay.
  heard(data, send) {
    this.send = send;
    const columns = JSON.stringify(data.columns);
    const held = this.rows ? this.held() : null;
    if (data.turn !== this.turn) {
      if (held) held.text = null; // it was typed into what is no more
      this.turn = data.turn;
      this.rows = data.rows.map((row) => ({ ...row, bad: {} }));
      this.sent = JSON.stringify(sendable(this.rows));
      this.undone = [];
      this.done = [];
      this.note = "";
    } else if (columns === this.known) return;
    this.known = columns;
    this.columns = data.columns;
    this.most = data.most;
    this.draw(true, held);
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
    const widths = [30, ...this.columns.map((column) => column.width), 132];
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
      field.title = `Allowed: ${fault}`;
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
          `Step ${at + 1}, ${column.word}: “${cut}” is not taken. Allowed: ${fault}. ` +
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

  // ---------------------------------------------------------------- changed

  // Take what stands in a field. True where it may stand there.
  commit(field) {
    if (this.drawing || !field.dataset?.name || !this.body.contains(field)) return true;
    const { row, column } = this.of(field);
    const bad = row.bad[column.name];
    if (field.value === (bad ?? shownAs(row[column.name]))) return bad === undefined;
    const found = parsed(field.value, column);
    if ("fault" in found) row.bad[column.name] = field.value;
    else {
      if (shownAs(found.value) !== shownAs(row[column.name])) this.remember();
      delete row.bad[column.name];
      row[column.name] = found.value;
    }
    this.note = "";
    this.fill(field, row, column);
    this.grey();
    this.tell();
    this.say();
    return !("fault" in found);
  }

  remember() {
    this.done.push(this.rows.map(copyOf));
    if (this.done.length > MOST_UNDONE) this.done.shift();
    this.undone = [];
  }

  // Send the rows, if they are others than were sent last.
  say() {
    const rows = sendable(this.rows);
    const text = JSON.stringify(rows);
    if (text === this.sent) return;
    this.sent = text;
    this.send({ turn: this.turn, rows });
  }

  become(rows) {
    const held = this.held();
    if (held) held.text = null; // it is one of the rows that go
    this.rows = rows;
    this.draw(false, held);
    this.say();
  }

  act(at, what) {
    const adds = what === "insert" || what === "double";
    this.note = "";
    if (adds && this.rows.length >= this.most) {
      this.note = `A recipe has at most ${this.most} rows.`;
      this.tell();
      return;
    }
    this.remember();
    this.become(acted(this.rows, at, what));
    const to = { insert: at + 1, double: at + 1, up: at - 1, down: at + 1 }[what] ?? at;
    this.take(to, adds ? "name" : `act:${what}`);
  }

  back() {
    if (!this.done.length) return;
    this.undone.push(this.rows.map(copyOf));
    this.note = "";
    this.become(this.done.pop());
  }

  forth() {
    if (!this.undone.length) return;
    this.done.push(this.rows.map(copyOf));
    this.note = "";
    this.become(this.undone.pop());
  }

  paste(event) {
    const field = event.target;
    const cells = cellsOf(event.clipboardData?.getData("text/plain") ?? "");
    if (!field.dataset?.name || !cells.length) return; // just a text, into the field
    event.preventDefault();
    const { at, column } = this.of(field);
    this.fill(field, this.rows[at], column); // what was being typed there is written over
    const first = this.columns.indexOf(column);
    const done = pasted(this.rows, this.columns, at, first, cells, this.most);
    this.remember();
    this.note = done.left
      ? `${done.left} cells of what was pasted lie beyond the table and were left out.`
      : "";
    this.become(done.rows);
  }

  async copy() {
    const text = copied(this.rows, this.columns);
    try {
      await navigator.clipboard.writeText(text);
      this.note = `${this.rows.length} steps copied.`;
    } catch {
      this.note = "The browser does not let the page copy; mark the cells and copy them.";
    }
    this.tell();
  }

  // What counts stands in the field again.
  restore(field) {
    const { row, column } = this.of(field);
    delete row.bad[column.name];
    this.fill(field, row, column);
    this.tell();
    field.select?.();
  }

  // ---------------------------------------------------------------- keys

  key(event) {
    const field = event.target;
    const command = event.ctrlKey || event.metaKey;
    const letter = event.key.toLowerCase();
    const { at, column, row } = field.dataset?.name ? this.of(field) : {};
    const typed = row && field.value !== (row.bad[column.name] ?? shownAs(row[column.name]));
    if (command && !event.altKey && (letter === "z" || letter === "y")) {
      if (typed) return; // the browser takes back what was typed
      event.preventDefault();
      if (letter === "z" && !event.shiftKey && row?.bad[column.name] !== undefined) {
        this.restore(field);
        return;
      }
      if (letter === "y" || event.shiftKey) this.forth();
      else this.back();
      return;
    }
    if (field.dataset?.act && !command && !event.altKey) {
      const step = { ArrowLeft: "previousElementSibling", ArrowRight: "nextElementSibling" };
      if (event.key in step) {
        event.preventDefault();
        let next = field[step[event.key]];
        while (next?.disabled) next = next[step[event.key]];
        next?.focus();
      }
      return;
    }
    if (!row || command || event.altKey) return;
    if (event.key === "Escape") {
      this.restore(field);
      return;
    }
    const down = event.key === "ArrowDown" || (event.key === "Enter" && !event.shiftKey);
    const up = event.key === "ArrowUp" || (event.key === "Enter" && event.shiftKey);
    if (!down && !up) return;
    event.preventDefault();
    const fits = this.commit(field);
    if (event.key === "Enter" && !fits) return; // to be mended first
    const to = at + (down ? 1 : -1);
    if (to >= 0 && to < this.rows.length) this.take(to, column.name);
    else this.at(at, column.name)?.select?.();
  }
}

export default function ({ data, parentElement, setStateValue }) {
  const place = parentElement.querySelector("#steps");
  place.table ??= new StepsTable(place);
  place.table.heard(data, (said) => setStateValue("table", said));
}
