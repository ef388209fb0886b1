// What is looked at in a pack, step by step. A fault is {code, what}: which thing is not as it is to be;
// `masked` are things that cannot be compared, for numbers in them are masked.
// Files come as arrays of bytes by name. Nothing here knows of a page; `page.js` shows what is found.
"use strict";

var Verifier = (function () {
  function utf8(bytes) {
    var text = "", part = [];
    for (var i = 0; i < bytes.length;) {
      var b = bytes[i], n = b < 0x80 ? 0 : b < 0xe0 ? 1 : b < 0xf0 ? 2 : 3, c = n ? b & (0x3f >> n) : b;
      for (var k = 1; k <= n; k++) { c = (c << 6) | (bytes[i + k] & 63); }
      i += n + 1;
      if (c > 0xffff) { part.push(0xd800 + ((c - 0x10000) >> 10), 0xdc00 + ((c - 0x10000) & 1023)); } else { part.push(c); }
      if (part.length > 4000) { text += String.fromCharCode.apply(null, part); part = []; }
    }
    return text + String.fromCharCode.apply(null, part);
  }

  // The files of a zip that is stored, not compressed, by its directory.
  function unzip(bytes) {
    function number(at, size) {
      var value = 0;
      for (var i = size - 1; i >= 0; i--) { value = value * 256 + bytes[at + i]; }
      return value;
    }
    var end = bytes.length - 22;
    while (end >= 0 && number(end, 4) !== 0x06054b50) { end--; }
    if (end < 0) { throw new Error("no zip"); }
    var files = {}, at = number(end + 16, 4);
    for (var left = number(end + 10, 2); left > 0; left--) {
      var named = number(at + 28, 2), more = number(at + 30, 2) + number(at + 32, 2), head = number(at + 42, 4);
      var name = utf8(bytes.slice(at + 46, at + 46 + named)), size = number(at + 20, 4);
      if (number(at + 10, 2) !== 0) { throw new Error("compressed"); }
      var from = head + 30 + number(head + 26, 2) + number(head + 28, 2);
      if (name in files) { throw new Error("twice: " + name); }
      files[name] = bytes.slice(from, from + size);
      at += 46 + named + more;
    }
    return files;
  }

  // A text as the program writes it in JSON: everything as it is but quotes, backslashes and controls.
  function quoted(text) {
    if (text === null || text === undefined) { return "null"; }
    return '"' + text.replace(/[\u0000-\u001f"\\]/g, function (c) {
      var short = { '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f" }[c];
      return short || "\\u" + ("000" + c.charCodeAt(0).toString(16)).slice(-4);
    }) + '"';
  }
  function commitment(salt, one, other) {
    return Digest.of("[" + quoted(salt) + "," + quoted(one) + "," + quoted(other) + "]");
  }

  function valuesOf(table, row, columns) {  // the columns of a row as it is written down
    var values = {}, at = table.length + 1;
    columns.forEach(function (name) {
      if (row.charAt(at) === "'") {
        var text = "";
        for (at++; ; at++) {
          if (row.charAt(at) === "'") {
            if (row.charAt(at + 1) !== "'") { break; }
            at++;
          }
          if (at >= row.length) { break; }
          text += row.charAt(at);
        }
        values[name] = text;
        at += 2;
      } else {
        var end = row.indexOf(",", at);
        end = end < 0 ? row.length : end;
        values[name] = row.slice(at, end) === "NULL" ? null : row.slice(at, end);
        at = end + 1;
      }
    });
    return values;
  }

  function Pack(files) {
    this.files = files;
    this.read = {};
  }
  Pack.prototype.json = function (name) {
    if (!(name in this.read)) { this.read[name] = JSON.parse(utf8(this.files[name])); }
    return this.read[name];
  };
  Pack.prototype.row = function (table, key) {  // columns of a row of the office, as the pack has it
    if (!this.index) {
      var index = this.index = {};
      this.json("data/rows.json").rows.forEach(function (one) { index[one.table + "/" + one.key] = one; });
    }
    var found = this.index[table + "/" + key];
    return found ? valuesOf(table, found.row, this.json("data/rows.json").columns[table]) : null;
  };
  Pack.prototype.rowsOf = function (table) {
    var columns = this.json("data/rows.json").columns[table] || [];
    return this.json("data/rows.json").rows.filter(function (one) { return one.table === table; })
      .map(function (one) { return valuesOf(table, one.row, columns); });
  };

  // ---- files and stored digests

  function files(pack, fault) {
    var listed = pack.json("contents.json").files, count = 0;
    Object.keys(listed).forEach(function (name) {
      count++;
      if (!(name in pack.files)) { fault("file_missing", name); return; }
      if (Digest.ofBytes(pack.files[name]) !== listed[name]) { fault("file_changed", name); }
    });
    Object.keys(pack.files).forEach(function (name) {
      if (!(name in listed) && name !== "contents.json") { fault("file_added", name); }
    });
    return count;
  }

  // In a pack without customers' data numbers are masked: then the digest is of what cannot be seen here.
  function isMasked(pack, text) { return !pack.json("contents.json").customers && text.indexOf("****") >= 0; }

  function stored(pack, fault, masked) {  // what was promised of the result, and of what was printed
    var made = pack.json("data/assessment.json"), said = JSON.parse(made.text), count = 1;
    if (isMasked(pack, made.text)) { masked("data/assessment.json: text"); } else if (Digest.of(made.text) !== made.digest) { fault("result_digest", made.digest); }
    var sheet = JSON.parse(made.sheet.text);
    if (sheet.assessment !== made.digest) { fault("sheet_result", made.sheet.code); }
    var code = made.sheet.code.split("-").pop();
    if (isMasked(pack, made.sheet.text)) { masked(made.sheet.code); } else if (Digest.of(made.sheet.text).slice(0, 8).toUpperCase() !== code) { fault("sheet_code", made.sheet.code); }
    var card = pack.row("scorecard", made.keys.scorecard);
    if (!card || !same(JSON.parse(card.content), made.card)) { fault("scorecard_row", made.card.code); }
    if (said.scorecard[0] !== made.card.code || said.scorecard[1] !== made.card.version) { fault("scorecard_row", made.card.code); }
    pack.rowsOf("assessment").forEach(function (row) {
      var earlier = (made.earlier || []).filter(function (one) { return String(one.revision) === String(row.revision); })[0];
      var one = counts(pack, row) ? made : earlier;
      count++;
      // Of who may no longer be named the row also holds the digest of what it says since.
      var nameless = JSON.parse(row.content).anonymous;
      if (!one || (nameless ? nameless.digest : row.digest) !== one.digest) { fault("closed_digest", row.digest); return; }
      if (!isMasked(pack, one.text) && Digest.of(one.text) !== one.digest) { fault("result_digest", one.digest); }
    });
    count += inputs(pack, made, said.assessment, fault) + sure(pack, made, sheet, fault);
    return count + whose(pack, made, said, fault) + 2;
  }

  // Whether no later revision of the result supersedes a row.
  function counts(pack, row) {
    return !pack.rowsOf("assessment").some(function (other) { return Number(other.revision || 1) > Number(row.revision || 1); });
  }

  // That how sure the result is, is what the sheet says, and what was stored when the month was closed.
  function sure(pack, made, sheet, fault) {
    var told = made.sure || null, on = (sheet.printed || {}).sure || null, count = 1;
    function plain(one) { return one && { interval: one.interval, grades: one.grades }; }
    if (!same(plain(told), plain(on))) { fault("sure", made.sheet.code); }
    pack.rowsOf("assessment").forEach(function (row) {
      var kept = JSON.parse(row.content).sure, grades = {};
      if (!kept || !counts(pack, row)) { return; }
      count++;
      Object.keys(kept.grades).forEach(function (grade) { grades[grade] = Math.floor(kept.grades[grade] * 100 + 0.5); });
      if (!same(told, { interval: kept.interval, grades: grades, ranks: kept.ranks })) { fault("sure", made.sheet.code); }
    });
    return count;
  }

  // Whose scorecard it is: the agent's own row, else that of the post, then the team, else the month's.
  function cardOf(pack, made, cycle, agent) {
    var rows = pack.rowsOf("cycle_card").filter(function (row) { return row.cycle_id === String(made.keys.cycle); });
    var closest = [
      function (row) { return row.agent_id === String(made.keys.agent); },
      function (row) { return !row.agent_id && row.post && row.post === agent.post; },
      function (row) { return !row.agent_id && row.team && row.team === agent.team; }
    ].map(function (one) { return rows.filter(one)[0]; }).filter(Boolean)[0];
    return closest ? closest.scorecard_id : cycle.scorecard_id;
  }

  // That it is of the person, the month and the state it names, and that what must be there was not left out.
  function whose(pack, made, said, fault) {
    var told = pack.json("contents.json"), agent = pack.row("agent", made.keys.agent), cycle = pack.row("cycle", made.keys.cycle);
    // A locked result names the person as then; the row may have another name or number since.
    var named = [made.agent.staff_no, made.agent.name], now = agent && [agent.staff_no, agent.name];
    if (!agent || made.agent.id !== made.keys.agent || told.staff_no !== named[0] || !same(said.agent, named) ||
        (told.provisional && !same(now, named))) { fault("agent_row", told.staff_no); }
    if (!cycle || cycle.code !== said.cycle || told.cycle !== said.cycle || cardOf(pack, made, cycle, agent || {}) !== String(made.keys.scorecard) ||
        (cycle.status !== "closed") !== told.provisional) { fault("cycle_row", told.cycle); }
    var locked = pack.rowsOf("assessment").some(function (row) {
      return row.agent_id === String(made.keys.agent) && row.cycle_id === String(made.keys.cycle);
    });
    if (cycle && cycle.status === "closed" && !locked) { fault("closed_digest", made.digest); }
    var standards = {};
    made.card.sections.forEach(function (section) {
      section.indicators.forEach(function (one) { standards[one.code] = one.standard; });
    });
    said.assessment.lines.forEach(function (line) {  // of the office, or of the scorecard: none of its own
      if (line.standard === null) { return; }
      var frozen = pack.rowsOf("target").filter(function (row) {
        return row.indicator === line.code && (!cycle || (row.scorecard_id || cycle.scorecard_id) === String(made.keys.scorecard));
      });
      var known = frozen.map(function (row) { return row.standard; }).concat(standards[line.code] || []);
      if (!known.some(function (one) { return Exact.compare(Exact.of(one), Exact.of(line.standard)) === 0; })) { fault("standard", line.code); }
    });
    return 2 + said.assessment.lines.length;
  }

  function same(one, other) {
    if (one === null || other === null || typeof one !== "object" || typeof other !== "object") { return one === other; }
    var keys = Object.keys(one);
    return keys.length === Object.keys(other).length && keys.every(function (key) { return same(one[key], other[key]); });
  }

  // That targets, typed values and ratings of the office are those the result was made of.
  function inputs(pack, made, assessment, fault) {
    var lines = {}, count = 0;
    assessment.lines.forEach(function (line) { lines[line.code] = line; });
    pack.rowsOf("target").forEach(function (row) {
      var line = lines[row.indicator];
      if (row.agent_id !== String(made.keys.agent) || !line) { return; }
      count++;
      if (line.standard === null || Exact.compare(Exact.of(line.standard), Exact.of(row.standard)) !== 0) { fault("standard", row.indicator); }
    });
    pack.rowsOf("typed_value").forEach(function (row) {
      var line = lines[row.indicator];
      if (!line || line.value === null) { return; }
      count++;
      if (Exact.compare(Exact.of(line.value), Exact.of(row.value)) !== 0) { fault("typed", row.indicator); }
    });
    var forms = {};
    pack.rowsOf("evaluation").forEach(function (row) { if (row.status === "submitted") { forms[row.id] = {}; } });
    pack.rowsOf("rating").forEach(function (row) { if (forms[row.evaluation_id]) { forms[row.evaluation_id][row.item] = row.level; } });
    pack.json("data/records.json").kinds.forEach(function (kind) {
      if (kind.table !== "rating") { return; }
      kind.records.forEach(function (record) {
        Object.keys(record.figures).forEach(function (code) {
          var counts = record.figures[code], level = (forms[record.key] || {})[code];
          count++;
          if (counts[0] !== null && (level === undefined || level === null || Exact.compare(Exact.of(counts[0]), Exact.of(level)) !== 0)) {
            fault("rating", code);
          }
        });
      });
    });
    return count;
  }

  // What was filed on paper: pages of signed sheets and evidence of appeals, by the digests their rows have.
  function papers(pack) {
    var gone = {}, told = pack.json("contents.json").customers, listed = [];
    pack.rowsOf("scan").forEach(function (row) { if (row.removed_at !== null) { gone[row.id] = true; } });
    pack.rowsOf("scan_page").forEach(function (row) {
      if (!gone[row.scan_id]) { listed.push({ name: "scans/" + row.scan_id + "-" + row.page + "." + row.file_sort, digest: row.file_digest, from: row.source }); }
    });
    pack.rowsOf("appeal_file").forEach(function (row) {
      if (told) { listed.push({ name: "appeals/" + row.id + "-" + row.file_name, digest: row.file_digest, from: row.file_name }); }
    });
    return listed;
  }

  function filed(pack, fault) {
    var known = {}, listed = papers(pack);
    listed.forEach(function (one) {
      known[one.name] = true;
      if (!(one.name in pack.files)) { fault("paper_missing", one.name); } else if (Digest.ofBytes(pack.files[one.name]) !== one.digest) { fault("paper_changed", one.name); }
    });
    Object.keys(pack.files).forEach(function (name) {
      if (/^(scans|appeals)\//.test(name) && !known[name]) { fault("paper_added", name); }
    });
    return listed.length;
  }

  // ---- the rows of the office, and the trail

  function told(pack) {  // the digest that was told last of each part, and by which entry
    var last = {};
    pack.json("data/trail.json").links.forEach(function (link) {
      var seals = JSON.parse(link.covers)[7];
      if (!seals) { return; }
      var parts = JSON.parse(seals);
      Object.keys(parts).forEach(function (name) { last[name] = parts[name]; });
    });
    return last;
  }

  function keysOf(text) {
    var keys = [];
    JSON.parse(text).forEach(function (one) {
      if (typeof one !== "object") { keys.push(String(one)); return; }
      for (var i = 0; i < one[1]; i++) { keys.push(String(one[0] + i)); }
    });
    return keys;
  }

  function parts(pack, fault) {
    var last = told(pack), all = pack.json("data/rows.json").parts;
    all.forEach(function (part) {
      var name = part.table + "/" + part.part;
      var bytes = Digest.bytesOf(name + "\n" + part.keys + "\n").concat(Digest.unhex(part.hashes));
      if (!(name in last)) { fault("part_untold", name); } else if (Digest.ofBytes(bytes).slice(0, 32) !== last[name]) { fault("part", name); }
    });
    return all.length;
  }

  function rows(pack, fault, masked) {
    var kept = {}, data = pack.json("data/rows.json"), count = 0;
    data.parts.forEach(function (part) {
      keysOf(part.keys).forEach(function (key, at) {
        kept[part.table + "/" + key] = part.hashes.substr(32 + 32 * at, 32);  // after as many random bytes
      });
    });
    data.rows.forEach(function (one) {
      var name = one.table + "/" + one.key;
      count++;
      if (!(name in kept)) { fault("row_added", name); } else if (isMasked(pack, one.row)) { masked(name); } else if (Digest.of(one.row).slice(0, 32) !== kept[name]) { fault("row_changed", name); }
    });
    return count + listed(pack, fault);
  }

  // That every record that counts has its row here, and says there what it adds, where one column says it.
  function listed(pack, fault) {
    var count = 0, masked = !pack.json("contents.json").customers;
    pack.json("data/records.json").kinds.forEach(function (kind) {
      if (masked && kind.table !== "rating") { return; }
      kind.records.forEach(function (record) {
        var row = pack.row(kind.table === "rating" ? "evaluation" : kind.table, record.key);
        count++;
        if (!row) { fault("record", kind.table + "/" + record.key); return; }
        Object.keys(kind.read).forEach(function (code) {
          var counts = record.figures[code], from = kind.read[code];
          if (!counts) { return; }
          from.forEach(function (one, at) {  // above the line, then below it
            if (!one || counts[at] === null) { return; }
            var told = { "true": "1", "false": "0" }[row[one[0]]] || row[one[0]];
            if (told === null || Exact.compare(Exact.mul(Exact.of(counts[at]), Exact.of(one[1])), Exact.of(told)) !== 0) {
              fault("record_says", kind.table + "/" + record.key + " (" + code + ")");
            }
          });
        });
      });
    });
    return count;
  }

  function chain(pack, fault) {
    var trail = pack.json("data/trail.json"), before = trail.before, number = trail.first;
    trail.links.forEach(function (link) {
      var seq = JSON.parse(link.covers)[0];
      if (seq !== number) { fault("entry_missing", String(number)); before = null; number = seq; }
      if (before !== null && Digest.of(before + "\n" + link.covers) !== link.hash) { fault("entry", String(seq)); }
      before = link.hash;
      number++;
    });
    if (before !== trail.head.hash || number - 1 !== trail.head.seq) { fault("head", String(trail.head.seq)); }
    return trail.links.length;
  }

  function opened(pack, fault) {  // what the entries say of this assessment is what the chain covers
    var trail = pack.json("data/trail.json"), covers = {}, count = 0;
    trail.links.forEach(function (link) { var one = JSON.parse(link.covers); covers[one[0]] = one; });
    var listed = {};
    trail.opened.forEach(function (entry) { listed[entry.seq] = true; });
    trail.links.forEach(function (link) {  // who changed a row of the assessment must not be left out
      var one = JSON.parse(link.covers), ours = (one[6] || []).some(function (row) {
        return row[0] !== "user" && pack.row(row[0], row[1]) !== null;
      });
      if (ours && !listed[one[0]]) { fault("entry_untold", String(one[0])); }
    });
    trail.opened.forEach(function (entry) {
      count++;
      var link = covers[entry.seq];
      if (!link) { fault("entry_missing", String(entry.seq)); return; }
      if (entry.at !== link[1] || entry.user_id !== link[2] || entry.action !== link[3] || entry.origin !== (link[5] || "")) { fault("words", String(entry.seq)); }
      var untold = entry.salt === null && entry.subject === null && entry.detail === null;  // it is of others, too
      if (!untold && commitment(entry.salt, entry.subject, entry.detail) !== link[4]) { fault("words", String(entry.seq)); }
      entry.rows.forEach(function (row) {
        count++;
        var at = (link[6] || [])[row.at];
        if (!at || at[0] !== row.table || String(at[1]) !== String(row.key) || commitment(row.salt, row.before, row.after) !== at[4]) {
          fault("told_row", entry.seq + ": " + row.table + "/" + row.key);
        }
      });
    });
    return count;
  }

  // That the names shown beside the numbers of who did it are those of the office's rows.
  function people(pack, fault) {
    var names = pack.json("data/trail.json").people, count = 0;
    Object.keys(names).forEach(function (number) {
      var row = pack.row("user", number);
      count++;
      if (!row || row.name !== names[number]) { fault("person", names[number] + " (" + number + ")"); }
    });
    return count;
  }

  // The code of an entry as it stands on paper: its number and 60 bits of its hash in Crockford's base 32.
  var BASE = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  function paperCode(seq, hash) {
    var groups = [String(seq)];
    for (var at = 0; at < 15; at += 5) {
      var bits = parseInt(hash.substr(at, 5), 16), group = "";
      for (var place = 15; place >= 0; place -= 5) { group += BASE.charAt((bits >>> place) & 31); }
      groups.push(group);
    }
    return groups.join("-");
  }

  // What a code typed from paper says: "holds", "other" (the trail is not the one that was printed), "earlier"
  // (of an entry before those told here), "later" (there is no such entry), or "none" for what is no code.
  function onPaper(pack, text) {
    var code = text.toUpperCase().replace(/\s/g, "").replace(/^.*\//, ""), cut = code.indexOf("-");
    var number = code.slice(0, Math.max(cut, 0)), said = code.slice(cut + 1).replace(/-/g, "");
    if (!/^\d{1,12}$/.test(number) || !/^[0-9A-Z]{12}$/.test(said)) { return "none"; }
    var trail = pack.json("data/trail.json"), seq = Number(number), link = trail.links.filter(function (one) { return JSON.parse(one.covers)[0] === seq; })[0];
    if (seq < trail.first) { return "earlier"; }
    if (!link) { return "later"; }
    said = seq + said.replace(/O/g, "0").replace(/[IL]/g, "1");
    return paperCode(seq, link.hash).replace(/-/g, "") === said ? "holds" : "other";
  }

  function printed(pack, fault) {  // the codes on the sheets that were printed of it
    var count = 0;
    pack.rowsOf("sheet").forEach(function (row) {
      if (!row.trail || onPaper(pack, row.trail) === "earlier") { return; }
      count++;
      if (onPaper(pack, row.trail) !== "holds") { fault("printed", row.trail); }
    });
    return count;
  }

  var STEPS = [
    ["files", files], ["stored", stored],
    ["values", function (pack, fault) { return Reckoning.values(pack, fault); }],
    ["points", function (pack, fault) { return Reckoning.points(pack, fault); }],
    ["total", function (pack, fault) { return Reckoning.total(pack, fault); }],
    ["rows", rows], ["parts", parts], ["chain", chain], ["opened", opened], ["people", people],
    ["printed", printed], ["filed", filed]
  ];

  // Every step with what is wrong; a step that cannot be taken at all has the fault "unreadable".
  function verify(files) {
    var pack = new Pack(files);
    return STEPS.map(function (step) {
      var faults = [], masked = [], count = 0;
      try {
        count = step[1](pack, function (code, what) { faults.push({ code: code, what: what }); }, function (what) { masked.push(what); });
      } catch (error) {
        faults.push({ code: "unreadable", what: String(error.message || error) });
      }
      return { step: step[0], count: count, faults: faults, masked: masked };
    });
  }

  return { verify: verify, papers: papers, unzip: unzip, utf8: utf8, Pack: Pack, valuesOf: valuesOf, paperCode: paperCode, onPaper: onPaper };
})();
