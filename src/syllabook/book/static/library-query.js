// The query language of the library, in the browser: reads a query, decides which papers match and in
// which order. It does what syllabook.papers.query and syllabook.papers.evaluate do in Python, and a
// test asks both the same questions. Nothing here touches the page.
"use strict";

const LibraryQuery = (() => {
  const TEXT_FIELDS = ["author", "title", "venue"];
  const EXACT_FIELDS = ["topic", "pillar", "keyword", "type", "has", "key", "read-in"];
  const FIELDS = [...TEXT_FIELDS, ...EXACT_FIELDS, "year", "sort"];
  const SORTS = ["relevance", "year", "-year", "title", "-title", "author", "-author"];
  const BOUNDARY = "¦";

  const LETTERS = { ł: "l", ø: "o", đ: "d", ð: "d", þ: "th", ı: "i", æ: "ae", œ: "oe", ħ: "h", ß: "ss", ς: "σ" };
  const HAN = "\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
  const TOKEN = new RegExp(`[${HAN}]|(?:(?![${HAN}])[\\p{L}\\p{N}])+`, "gu");
  const ITEM = /(-?)(?:([A-Za-z][A-Za-z_-]*):)?(?:"([^"]*)("?)|([^\s"]*))/y;
  const YEARS = /^(\d{4})?(\.\.)?(\d{4})?$/;

  /** A query that cannot be read: what is wrong, what to do, and the column. */
  class QueryError extends Error {
    constructor(message, fix, position) {
      super(message + (fix ? `; ${fix}` : ""));
      this.position = position;
    }
  }

  /** Text without case and accents. */
  function fold(text) {
    return text
      .normalize("NFKD")
      .toLowerCase()
      .normalize("NFKD")
      .replace(/\p{Mn}/gu, "")
      .replace(/[łøđðþıæœħßς]/g, (letter) => LETTERS[letter]);
  }

  /** The words of a text for comparison. */
  const tokens = (text) => fold(text).match(TOKEN) ?? [];
  /** A text in the form of a topic id. */
  const slug = (text) => tokens(text).join("-");
  /** The token of one exact fact. */
  const tag = (kind, value) => `${kind}${BOUNDARY}${slug(value).replaceAll("-", BOUNDARY)}`;

  /** `did you mean "grokking"?` for the nearest known word, or an empty text. */
  function nearest(word, known) {
    const [found] = [...known].map((name) => [distance(word, name), name]).sort((a, b) => a[0] - b[0]);
    return found && found[0] <= 0.4 * Math.max(word.length, found[1].length) ? `did you mean "${found[1]}"?` : "";
  }

  /** The way out for an unknown name: the nearest known one, else some of them. */
  function suggest(word, known, kind) {
    const shown = [...known].sort();
    if (!shown.length) return `there is no ${kind} yet`;
    return nearest(word, shown) || `known: ${shown.slice(0, 12).join(", ")}${shown.length > 12 ? ", ..." : ""}`;
  }

  /** Levenshtein's distance. */
  function distance(one, other) {
    let row = Array.from({ length: other.length + 1 }, (_, index) => index);
    for (let i = 1; i <= one.length; i++) {
      const next = [i];
      for (let j = 1; j <= other.length; j++) {
        next[j] = Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
      }
      row = next;
    }
    return row[other.length];
  }

  /** The words, phrases and fields of a query, in order. */
  function* items(text) {
    const space = /\s*/y;
    for (let position = 0; ; ) {
      space.lastIndex = position;
      space.test(text);
      position = space.lastIndex;
      if (position >= text.length) return;
      ITEM.lastIndex = position;
      const [whole, minus, field, phrase, close, word] = ITEM.exec(text);
      const at = position + 1;
      const quoted = phrase !== undefined;
      const name = (field ?? "").toLowerCase().replaceAll("_", "-");
      const valueAt = at + minus.length + (field ? field.length + 1 : 0) + (quoted ? 1 : 0);
      if (quoted && !close) throw new QueryError("the quote is not closed", 'add a "', valueAt - 1);
      if (name && !FIELDS.includes(name)) {
        const fix = nearest(name, FIELDS) || `write "${field}: ..." in quotes to search for the words`;
        throw new QueryError(`unknown field "${field}"`, fix, at + minus.length);
      }
      const value = quoted ? phrase : word;
      if (name && !value.trim()) throw new QueryError(`${name}: has no value`, `write ${name}:something`, at);
      if (!whole) throw new QueryError(`"${text[position]}" cannot stand here`, "remove it", at);
      yield { name, value, quoted, negated: Boolean(minus), at, valueAt };
      position += whole.length;
    }
  }

  /**
   * Reads a query.
   *
   * @param {string} text the query
   * @param {{keywords: Object, places: Set<string>, types: string[], has: string[]}} known what its
   *   fields may name
   * @returns {{clauses: Object[], sort: string, order: string}} what must hold, and the order
   */
  function parse(text, known) {
    const clauses = [];
    let sort = "";
    for (const item of items(text)) {
      if (item.name === "sort") {
        if (sort) throw new QueryError("a second sort:", "keep one of them", item.at);
        sort = readSort(item);
        continue;
      }
      const clause = readClause(item, known);
      if (clause) clauses.push(clause);
    }
    const words = clauses.filter((clause) => clause.kind === "words" && !clause.part && !clause.negated);
    return { clauses, words, sort, order: sort || (words.length ? "relevance" : "-year") };
  }

  function readSort(item) {
    const value = item.value.toLowerCase();
    if (item.negated) throw new QueryError("sort: cannot be negated", `write sort:-${item.value.replace(/^-+/, "")}`, item.at);
    if (!SORTS.includes(value)) {
      throw new QueryError(`unknown order "${item.value}"`, suggest(value, SORTS, "order"), item.valueAt);
    }
    return value;
  }

  function readClause(item, known) {
    if (item.name === "year") return readYears(item);
    if (EXACT_FIELDS.includes(item.name)) {
      const given = item.value.split(",").map((part) => part.trim()).filter(Boolean);
      if (!given.length) throw new QueryError(`${item.name}: has no value`, `write ${item.name}:something`, item.at);
      const values = [...new Set(given.map((value) => readExact(item, value, known)))];
      const wanted = values.map((value) => tag(item.name, value));
      return { kind: "any", fact: item.name, values, wanted, negated: item.negated };
    }
    const words = tokens(item.value);
    if (!words.length) {
      if (item.name) throw new QueryError(`"${item.value}" holds no letter or digit`, "give it a word", item.valueAt);
      return null;
    }
    return { kind: "words", part: item.name, wanted: ` ${words.join(" ")}`, prefix: !item.quoted, negated: item.negated };
  }

  function readExact(item, value, known) {
    const oneOf = (names, kind) => {
      if (!names.includes(value.toLowerCase())) {
        throw new QueryError(`unknown ${kind} "${value}"`, suggest(value.toLowerCase(), names, kind), item.valueAt);
      }
      return value.toLowerCase();
    };
    if (item.name === "key") return fold(value);
    if (item.name === "type") return oneOf(known.types, "type");
    if (item.name === "has") return oneOf(known.has, "value of has:");
    if (item.name === "read-in") {
      if (value !== "*" && !known.places.has(value)) {
        throw new QueryError(`unknown course or week "${value}"`, suggest(value, known.places, "course or week"), item.valueAt);
      }
      return value;
    }
    const name = slug(value);
    if (!name) throw new QueryError(`"${value}" holds no letter or digit`, "give it a word", item.valueAt);
    if (item.name === "keyword" || !Object.keys(known.keywords).length) return name;
    const found = known.keywords[name];
    if (!found || found[0] !== item.name) {
      const ids = Object.values(known.keywords).filter(([kind]) => kind === item.name).map(([, id]) => id);
      const fix = found ? `write ${found[0] === "mark" ? "keyword" : found[0]}:${found[1]}` : suggest(name, new Set(ids), item.name);
      throw new QueryError(`unknown ${item.name} "${value}"`, fix, item.valueAt);
    }
    return found[1];
  }

  function readYears(item) {
    const found = YEARS.exec(item.value.replace(/\s+/g, ""));
    if (!found || !(found[1] || found[3]) || (found[3] && !found[2])) {
      throw new QueryError(`"${item.value}" is no year`, "write year:2020, year:2020.., year:..2020 or year:2018..2021", item.valueAt);
    }
    const first = found[1] ? Number(found[1]) : null;
    const last = found[2] ? (found[3] ? Number(found[3]) : null) : first;
    if (first !== null && last !== null && first > last) {
      throw new QueryError(`the years ${item.value} run backwards`, `write year:${last}..${first}`, item.valueAt);
    }
    return { kind: "years", first, last, negated: item.negated };
  }

  /** Whether words stand in a text column; `whole` forbids the last one to be a beginning. */
  const standsIn = (words, column, whole = false) =>
    ` ${column} `.includes(words.prefix && !whole ? words.wanted : `${words.wanted} `);

  function holds(clause, paper) {
    if (clause.kind === "years") {
      return paper.year !== null && (clause.first === null || clause.first <= paper.year) && (clause.last === null || paper.year <= clause.last);
    }
    if (clause.kind === "words") {
      const columns = { author: paper.authors, title: paper.title, venue: paper.venue };
      const looked = clause.part ? [columns[clause.part]] : [paper.title, paper.authors, paper.venue, paper.topics];
      return looked.some((column) => standsIn(clause, column));
    }
    if (clause.fact === "read-in") {
      return clause.values.some((value) => (value === "*" ? paper.places.size > 0 : paper.places.has(value)));
    }
    if (clause.fact === "key") {
      const key = fold(paper.key);
      return clause.values.some((value) => (value.endsWith("*") ? key.startsWith(value.slice(0, -1)) : key === value));
    }
    return clause.wanted.some((one) => paper.tags.has(one));
  }

  /** Whether a paper is among those that a query asks for. */
  const matches = (query, paper) => query.clauses.every((clause) => holds(clause, paper) !== clause.negated);

  /** How well the words of a query fit: each counts by the best place where it stands. */
  function relevance(query, paper) {
    let total = 0;
    for (const words of query.words) {
      if (standsIn(words, paper.title, true)) total += 4;
      else if (standsIn(words, paper.title)) total += 3;
      else if (standsIn(words, paper.authors)) total += 2;
      else total += 1;
    }
    return total;
  }

  const sortTitle = (title) => title.replace(/^(a|an|the) (?=.)/, "");
  // by code point, as Python compares
  const compare = (a, b) => {
    if (a === b) return 0;
    if (!/[\ud800-\udfff]/.test(a + b)) return a < b ? -1 : 1;
    const one = Array.from(a), other = Array.from(b);
    for (let i = 0; i < one.length && i < other.length; i++) {
      if (one[i] !== other[i]) return one[i].codePointAt(0) - other[i].codePointAt(0);
    }
    return one.length - other.length;
  };

  /** Papers in the order that a query asks for. */
  function ordered(query, papers) {
    const found = [...papers].sort((a, b) => compare(a.key, b.key));
    const newest = (paper) => (paper.year === null ? Infinity : -paper.year);
    found.sort((a, b) => (newest(a) === newest(b) ? 0 : newest(a) - newest(b)));
    const name = query.order.replace(/^-/, "");
    if (query.order === "-year") return found;
    if (name === "relevance") {
      const worth = new Map(found.map((paper) => [paper, relevance(query, paper)]));
      return found.sort((a, b) => worth.get(b) - worth.get(a));
    }
    if (name === "year") {
      found.sort((a, b) => compare(a.key, b.key));
      const oldest = (paper) => (paper.year === null ? Infinity : paper.year);
      return found.sort((a, b) => (oldest(a) === oldest(b) ? 0 : oldest(a) - oldest(b)));
    }
    const value = new Map(found.map((paper) => [paper, name === "title" ? sortTitle(paper.title) : paper.sortAuthor]));
    const sign = query.order.startsWith("-") ? -1 : 1;
    found.sort((a, b) => sign * compare(value.get(a), value.get(b)));
    return found.sort((a, b) => Number(!value.get(a)) - Number(!value.get(b)));
  }

  /** The papers a query asks for, in its order. */
  const select = (query, papers) => ordered(query, papers.filter((paper) => matches(query, paper)));

  /** The index as the site delivers it, unpacked: what {@link parse} must know, and the papers. */
  function unpack(index) {
    const papers = index.papers.map(([key, year, title, authors, topics, venue, tags, sortAuthor, places]) => ({
      key, year, title, authors, topics, venue, sortAuthor,
      tags: new Set(tags.split(" ")),
      places: new Set(places.map((place) => index.places[place])),
    }));
    return { papers, known: { keywords: index.keywords, places: new Set(index.places), types: index.types, has: index.has } };
  }

  return { QueryError, tag, parse, matches, select, unpack };
})();
