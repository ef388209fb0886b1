// The page: takes the pack, has it looked at, shows what was found.
"use strict";

(function () {
  if (typeof document === "undefined") { return; }
  var language = document.documentElement.lang.slice(0, 2) === "zh" ? 1 : 0, shown = null;  // the pack's at first
  function say(pair, what, n) {
    var text = pair[language].replace(/\[([^|\]]*)\|([^\]]*)\]/g, n === 1 ? "$1" : "$2");
    return text.replace("{what}", what).replace("{n}", n);
  }
  function node(name, text, look) {
    var made = document.createElement(name);
    if (text !== undefined && text !== null) { made.textContent = text; }
    if (look) { made.className = look; }
    return made;
  }
  function table(heads, rows, figures) {  // the columns `figures` are numbers
    var made = node("table"), head = made.appendChild(node("tr"));
    function look(at) { return figures && figures.indexOf(at) >= 0 ? "figure" : ""; }
    heads.forEach(function (one, at) { head.appendChild(node("th", one, look(at))); });
    rows.forEach(function (row) {
      var line = made.appendChild(node("tr"));
      row.forEach(function (cell, at) { line.appendChild(node("td", cell, look(at))); });
    });
    return made;
  }
  var found = document.getElementById("found"), drop = document.getElementById("drop"), input = document.getElementById("file");

  function dress() {
    document.documentElement.lang = language ? "zh-CN" : "en";
    document.title = say(Words.page.title);
    document.getElementById("title").textContent = say(Words.page.title);
    document.getElementById("dropText").textContent = say(Words.page.drop);
    document.getElementById("language").textContent = language ? "English" : "中文";
  }
  function named(name, number) { return language ? name + "（" + number + "）" : name + " (" + number + ")"; }
  function labelled(pair) { return say(pair) + (language ? "：" : ": "); }
  function tell(pair, what, look) {
    found.textContent = "";
    found.appendChild(node("p", say(pair, what), look));
  }

  function show(files) {
    shown = files;
    var steps = Verifier.verify(files), pack = new Verifier.Pack(files), faults = 0;
    steps.forEach(function (step) { faults += step.faults.length; });
    found.textContent = "";
    found.appendChild(node("p", faults ? say(Words.page.faults, "", faults) : say(Words.page.sound), faults ? "verdict bad" : "verdict good"));
    try { about(pack); askPaper(pack); } catch (error) { /* what cannot be read is told below */ }
    var list = found.appendChild(node("ul", null, "steps")), names = {};
    try { names = namesOf(pack); } catch (error) { /* then codes */ }
    steps.forEach(function (step) {
      var line = list.appendChild(node("li", null, step.faults.length ? "bad" : "good"));
      line.appendChild(node("b", step.faults.length ? "✗ " : "✓ "));
      line.appendChild(document.createTextNode(say(Words.steps[step.step], "", step.count)));
      var wrong = line.appendChild(node("ul"));
      step.faults.slice(0, 50).forEach(function (one) { wrong.appendChild(node("li", say(Words.faults[one.code], names[one.what] || one.what))); });
      if (step.masked.length) { wrong.appendChild(node("li", say(Words.page.hidden, step.masked.slice(0, 50).join(", "), step.masked.length), "muted")); }
    });
    found.appendChild(node("p", say(Words.page.not), "muted"));
    try { figures(pack); papers(pack); entries(pack); } catch (error) { /* as above */ }
  }

  function about(pack) {
    var told = pack.json("contents.json"), made = pack.json("data/assessment.json"), trail = pack.json("data/trail.json");
    var result = JSON.parse(made.text).assessment;
    found.appendChild(node("h2", told.office + " · " + told.cycle + " · " + named(made.agent.name, made.agent.staff_no)));
    if (told.provisional) { found.appendChild(node("p", say(Words.page.provisional), "state")); }
    if (!told.customers) { found.appendChild(node("p", say(Words.page.masked), "state")); }
    var total = say(Words.page.total) + " " + (result.total === null ? "–" : result.total);
    found.appendChild(node("p", total + " · " + say(Words.page.grade) + " " + (result.grade === null ? "–" : result.grade), "total"));
    if (made.sure) {
      var span = made.sure.interval.map(function (one) { return Exact.text(Exact.of(one), 1); }).join("–"), grades = made.sure.grades, ranks = made.sure.ranks;
      var order = Object.keys(grades).sort(function (one, other) {
        return one === result.grade ? -1 : other === result.grade ? 1 : grades[other] - grades[one];
      });
      var likely = order.filter(function (grade) { return grades[grade] || grade === result.grade; })
        .map(function (grade) { return grade + " " + grades[grade] + "%"; }).join(language ? "、" : ", ");
      var line = say(Words.page.interval, span).replace("{cap}", made.card.cap) + " · " + likely;
      if (ranks) { line += " · " + say(Words.page.ranks, ranks[0] === ranks[1] ? ranks[0] : ranks.join("–")); }
      found.appendChild(node("p", line, "muted"));
    }
    [
      [Words.page.sheet, made.sheet.code, Words.page.sheetHelp],
      [Words.page.head, Verifier.paperCode(trail.head.seq, trail.head.hash) + " · " + trail.head.hash, Words.page.headHelp],
      [Words.page.code, Digest.ofBytes(pack.files["contents.json"]), Words.page.codeHelp]
    ].forEach(function (one) {
      var line = found.appendChild(node("p", labelled(one[0])));
      line.appendChild(node("code", one[1]));
      line.appendChild(node("span", " " + say(one[2]), "muted"));
    });
  }

  function namesOf(pack) {
    var names = {};
    pack.json("data/assessment.json").card.sections.forEach(function (section) {
      section.indicators.forEach(function (one) { names[one.code] = (language ? one.name.zh : one.name.en) || one.name.zh || one.name.en; });
    });
    return names;
  }

  function askPaper(pack) {  // compares what somebody types from a signed sheet
    var line = found.appendChild(node("p")), name = line.appendChild(node("label", say(Words.page.paper) + " "));
    var field = name.appendChild(node("input")), said = line.appendChild(node("b"));
    field.placeholder = "12345-7F3A-9C21-KX8Q";
    field.oninput = function () {
      var answer = Verifier.onPaper(pack, field.value);
      said.textContent = " " + say(Words.page.paperSays[answer]);
      said.className = answer === "holds" ? "yes" : "no";
    };
  }

  function figures(pack) {
    var made = pack.json("data/assessment.json"), result = JSON.parse(made.text).assessment, names = namesOf(pack);
    var units = {};
    function short(text, places) { return text === null ? "–" : Exact.text(Exact.of(text), places); }
    function figure(text, code) {  // a rate in per cent
      if (text === null || units[code] !== "rate") { return short(text, 4).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, ""); }
      return Exact.text(Exact.mul(Exact.of(text), Exact.of("100")), 2) + "%";
    }
    made.card.sections.forEach(function (section) {
      section.indicators.forEach(function (one) { units[one.code] = one.unit; });
    });
    var heads = ["indicator", "value", "standard", "points", "weight", "adds", "how"].map(function (key) { return say(Words.page[key]); });
    found.appendChild(table(heads, result.lines.map(function (line) {
      var adds = line.points === null ? "–" : line.role === "bonus" ? short(line.points, 4) :
        line.role !== "weighted" ? "–" : Exact.text(Exact.div(Exact.mul(Exact.of(line.points), Exact.of(line.effective_weight)), Exact.of("100")), 4);
      return [
        names[line.code] || line.code, figure(line.value, line.code), figure(line.standard, line.code), short(line.points, 4),
        line.role === "weighted" ? short(line.effective_weight, 4) : "–", adds, line.value === null ? line.reason || line.state : say(Words.page.ways[made.values[line.code]])
      ];
    }), [1, 2, 3, 4, 5]));
  }

  function papers(pack) {  // pages of signed sheets and evidence, each to be saved from here
    var listed = Verifier.papers(pack);
    if (!listed.length) { return; }
    found.appendChild(node("h2", say(Words.page.papers)));
    var heads = ["file", "from", "digest"].map(function (key) { return say(Words.page[key]); });
    var made = found.appendChild(table(heads, listed.map(function (one) { return [one.name, one.from, one.digest]; })));
    listed.forEach(function (one, at) {
      var bytes = pack.files[one.name], cell = made.rows && made.rows[at + 1] && made.rows[at + 1].cells[0];
      if (!bytes || !cell) { return; }
      var link = cell.appendChild(node("a", " " + say(Words.page.save)));
      link.href = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
      link.download = one.name.split("/").pop();
    });
  }

  function entries(pack) {
    var trail = pack.json("data/trail.json");
    function short(text) { return text === null ? "–" : text.length > 160 ? text.slice(0, 160) + "…" : text; }
    found.appendChild(node("h2", say(Words.page.entries)));
    var heads = ["number", "when", "who", "what", "rows"].map(function (key) { return say(Words.page[key]); });
    var list = found.appendChild(table(heads, trail.opened.map(function (one) {
      var who = one.user_id === null ? say(Words.page.program) : named(trail.people[one.user_id] || "", one.user_id);
      var rows = one.rows.map(function (row) {
        return row.table + " " + row.key + ": " + short(row.before) + " → " + short(row.after);
      });
      var done = Words.actions[one.action] ? say(Words.actions[one.action]) : one.action;
      var when = new Date(one.at).toISOString().slice(0, 19).replace("T", " ");
      return [String(one.seq), when, who, done + (one.subject ? " " + one.subject : ""), rows.slice(0, 5).join("\n") + (rows.length > 5 ? "\n… + " + (rows.length - 5) : "")];
    })));
    list.className = "entries";
  }

  function take(chosen) {
    var files = {}, left = chosen.length, zip = chosen.length === 1 && /\.zip$/i.test(chosen[0].name);
    tell(Words.page.working);
    Array.prototype.forEach.call(chosen, function (one) {
      var reader = new FileReader();
      reader.onload = function () {
        var path = (one.webkitRelativePath || one.name).split("/"), bytes = new Uint8Array(reader.result);
        var name = path.length > 1 ? path.slice(1).join("/") : /\.json$/.test(one.name) && one.name !== "contents.json" ? "data/" + one.name : one.name;
        files[name] = bytes;
        if (--left) { return; }
        setTimeout(function () {
          try {
            show(zip ? Verifier.unzip(bytes) : files);
          } catch (error) {
            if (error.message === "compressed") { tell(Words.page.packed, "", "verdict bad"); } else { tell(Words.page.nozip, error.message, "verdict bad"); }
          }
        }, 20);
      };
      reader.readAsArrayBuffer(one);
    });
  }

  document.getElementById("language").onclick = function () { language = 1 - language; dress(); if (shown) { show(shown); } };
  input.onchange = function () { if (input.files.length) { take(input.files); } };
  drop.ondragover = function (event) { event.preventDefault(); drop.className = "over"; };
  drop.ondragleave = function () { drop.className = ""; };
  drop.ondrop = function (event) { event.preventDefault(); drop.className = ""; if (event.dataTransfer.files.length) { take(event.dataTransfer.files); } };
  dress();
  if (window.QADESK_PACK) { show(Verifier.unzip(window.QADESK_PACK)); }
})();
