// Rows of a recipe: what a typed text means, and what is done to rows. No page in here.
// A row is {column: value}, and under "bad" the texts that no step may hold.

const shownAs = (value) => (value === null || value === undefined ? "" : String(value));

// A text of one line, without what cannot be seen.
const cleaned = (text) =>
  text.replace(/\s+/gu, " ").replace(/\p{C}/gu, "").trim();

// What a text means in a column: {value}, or {fault}: why it means nothing there.
function parsed(text, column) {
  const said = cleaned(text);
  if (said === "") return { value: null };
  const wrong = { fault: `allowed: ${column.allowed}${column.unit ? " " + column.unit : ""}` };
  if (column.kind === "text") {
    return [...said].length > column.longest ? wrong : { value: said };
  }
  if (column.kind === "choice") {
    const same = (one) => String(one).toLowerCase() === said.toLowerCase();
    const found = column.options.find(same);
    return found === undefined ? wrong : { value: found };
  }
  let number = said.replace(/^[−–]/u, "-");
  if (/^[+-]?\d{1,3}( \d{3})+([.,]\d+)?$/.test(number)) number = number.replace(/ /g, "");
  if (/^[+-]?[1-9]\d{0,2},\d{3}$/.test(number)) {
    const [whole, rest] = number.split(",");
    const small = `${whole}.${rest.replace(/0+$/, "") || 0}`;
    return { fault: `it may be ${whole}${rest} or ${small}: write one of them` };
  }
  if (!/^[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?$/i.test(number)) return wrong;
  const value = Number(number.replace(",", "."));
  if (!Number.isFinite(value) || value < column.least || value > column.most) return wrong;
  if (column.above && value === column.least) return wrong;
  if (column.kind === "whole" && !Number.isInteger(value)) return wrong;
  return { value: value === 0 ? 0 : value }; // no -0
}

const copyOf = (row) => ({ ...row, bad: { ...row.bad } });

// The rows as they are sent: what is blank is left out, and so is what may not be.
const sendable = (rows) =>
  rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).filter(
        ([name, value]) => name !== "bad" && value !== null && value !== undefined,
      ),
    ),
  );

// Rows after row `at`, from 0, went "up" or "down", was doubled or removed; "insert"
// puts a row behind it that holds as the one before for 1 h. The first row of a block
// says its rounds, whichever row that comes to be.
function acted(before, at, what) {
  const rows = before.map(copyOf);
  if (what === "insert") {
    const block = at >= 0 && at < rows.length ? rows[at].block : null;
    rows.splice(at + 1, 0, { hold_h: 1, block, bad: {} });
    return rows;
  }
  if (!(at >= 0 && at < rows.length)) return rows;
  const blank = (value) => value === null || value === undefined;
  if (what === "double") {
    const double = copyOf(rows[at]);
    double.rounds = null;
    delete double.bad.rounds;
    rows.splice(at + 1, 0, double);
  } else if (what === "remove") {
    const [gone] = rows.splice(at, 1);
    const next = rows[at];
    if (next && !blank(gone.rounds) && !blank(gone.block) && next.block === gone.block) {
      next.rounds = gone.rounds;
    }
  } else {
    const to = at + (what === "down" ? 1 : -1);
    if (to < 0 || to >= rows.length) return rows;
    [rows[at], rows[to]] = [rows[to], rows[at]];
    const [first, second] = [rows[Math.min(at, to)], rows[Math.max(at, to)]];
    if (!blank(first.block) && first.block === second.block && !blank(second.rounds)) {
      first.rounds = first.rounds ?? second.rounds;
      second.rounds = null;
    }
  }
  return rows;
}

// Of each row what a blank cell of a column stands for: as in the step before.
function carried(rows, column) {
  let before = "";
  return rows.map((row, at) => {
    const own = shownAs(row[column.name]);
    const instead = column.instead.some((n) => n !== column.name && shownAs(row[n]));
    const told = column.own || own || instead ? "" : before || (at === 0 ? column.first : "");
    if (own || instead) before = own;
    else if (at === 0) before = column.own ? "" : column.first;
    return told;
  });
}

// The cells of a text that was copied from a spreadsheet, or [] where it is just a text.
function cellsOf(text) {
  const lines = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "");
  if (!/[\t\n]/.test(lines)) return [];
  const inner = (cell) =>
    cell.replace(/^"(.*)"$/s, (_, quoted) => quoted.replace(/""/g, '"')).replace(/^'(?=[=+\-@])/, "");
  return lines.split("\n").map((line) => line.split("\t").map(inner));
}

const headOf = (column) => (column.unit ? `${column.word} [${column.unit}]` : column.word);

// Rows as a spreadsheet takes them; what it would take for a formula is text.
function copied(rows, columns) {
  const safe = (value) => {
    const text = shownAs(value).replace(/[\t\n\r]/g, " ");
    return typeof value === "string" && /^[=+\-@]/.test(text) ? `'${text}` : text;
  };
  const lines = rows.map((row) => columns.map((column) => safe(row[column.name])));
  return [columns.map(headOf), ...lines].map((line) => line.join("\t")).join("\n");
}

// Rows with a block of cells written into them from row `at` and column `first` on:
// {rows, left: how many cells found no place}. A line that repeats the heads is none.
function pasted(before, columns, at, first, cells, most) {
  const rows = before.map(copyOf);
  const heads = columns.map(headOf);
  const lines = cells[0].every((cell, i) => cell !== "" && cell === heads[first + i])
    ? cells.slice(1)
    : cells;
  let left = 0;
  lines.forEach((line, i) => {
    if (at + i >= most) {
      left += line.length;
      return;
    }
    while (rows.length <= at + i) rows.push({ bad: {} });
    const row = rows[at + i];
    line.forEach((text, j) => {
      const column = columns[first + j];
      if (!column) {
        left += text === "" ? 0 : 1;
        return;
      }
      const found = parsed(text, column);
      if ("fault" in found) row.bad[column.name] = text.slice(0, 200);
      else {
        row[column.name] = found.value;
        delete row.bad[column.name];
      }
    });
  });
  return { rows, left };
}
