// What is done in the table: typed, moved, pasted, taken back; and what is sent.

const MOST_UNDONE = 200;

// Whether a choice's list is open: the arrows and Enter are its own then.
function listOpen(field) {
  try {
    return field.matches("select:open");
  } catch {
    return false; // a browser that does not know :open: keys go between the rows
  }
}

class StepsTable extends StepsGrid {
  constructor(place) {
    super(place);
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
    if (!row || command || event.altKey || listOpen(field)) return;
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
