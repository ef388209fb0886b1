// The figures of an assessment worked out again: values from records, points by the rules, weights, total, grade.
"use strict";

var Reckoning = (function () {
  var ZERO = Exact.of("0"), ONE = Exact.of("1"), HUNDRED = Exact.of("100");
  var ROLES = { bonus: "bonus", red_line: "red_line", unscored: "reference" };

  function maybe(text) { return text === null || text === undefined ? null : Exact.of(text); }
  function roleOf(indicator) {
    var role = ROLES[indicator.rule.kind] || "weighted";
    return indicator.on_top && role === "weighted" ? "bonus" : role;
  }
  function weightOf(section, indicator) {
    if (roleOf(indicator) !== "weighted") { return ZERO; }
    var weight = Exact.of(indicator.weight || "0");
    return section.share === undefined ? weight : Exact.div(Exact.mul(Exact.of(section.share), weight), HUNDRED);
  }
  function sum(figures) { return figures.reduce(Exact.add, ZERO); }
  function within(figure, low, high) { return Exact.least(Exact.most(figure, low), high); }

  // ---- values

  // ---- figures of peers

  var GROUPS = { "班组": "team", "小组": "team", "岗位": "post", "网点": "office", "全员": "office" };
  var MEASURES = { "平均": "mean", "中位数": "median", "名次": "rank", "名次占比": "rank_share", "百分位": "percentile" };
  var ASKED = { others: "others", "不含本人": "others", mean_rank: "mean_rank", "并列取平均": "mean_rank" };

  // How a function of peers is called whatever the language; null for another one.
  function peersName(word) {
    if (/^(team|post|office)_(mean|median|rank|rank_share|percentile)$/i.test(word)) { return word.toLowerCase(); }
    var group = GROUPS[word.slice(0, 2)], measure = MEASURES[word.slice(2)];
    return group && measure ? group + "_" + measure : null;
  }

  // The figure worked out again from what the peers have; null where there is none.
  function ofPeers(one) {
    var call = /^(team|post|office)_(\w+)\(([^,)]*)(.*)\)$/.exec(one.call), measure = call[2];
    var listed = one.summed === undefined, own = maybe(one.own), peers = Exact.of(String(one.n)), one1 = Exact.of("1");
    var figures = one.figures.map(Exact.of), alone = own === null || / others\b/.test(call[4]);
    if (one.value === null) { return null; }
    if (measure === "median" && !listed) { return Exact.of(one.value); }
    if (measure === "median") { return middle(alone ? figures : figures.concat([own])); }
    if (measure === "mean") {
      var together = listed ? sum(figures) : Exact.of(one.summed);
      return alone ? Exact.div(together, peers) : Exact.div(Exact.add(together, own), Exact.add(peers, one1));
    }
    var rank = Exact.of(String(1 + one.better));
    if (/ mean_rank\b/.test(call[4])) { rank = Exact.add(rank, Exact.div(Exact.of(String(one.equal)), Exact.of("2"))); }
    if (measure === "rank") { return rank; }
    if (measure === "rank_share") { return Exact.div(rank, Exact.add(peers, one1)); }
    return Exact.sub(one1, Exact.div(Exact.sub(rank, one1), peers));
  }

  // Whether what is said of better and equal peers is true of their figures.
  function placed(one, lower) {
    if (one.summed !== undefined || one.own === null) { return true; }
    var ways = one.figures.map(function (figure) { return Exact.compare(Exact.of(figure), Exact.of(one.own)); });
    var better = ways.filter(function (way) { return lower ? way < 0 : way > 0; }).length;
    return ways.length === one.n && better === one.better && ways.filter(function (way) { return way === 0; }).length === one.equal;
  }

  // Figures of other periods, as formulas call them.
  var TAKING = {
    before: "before", "上期": "before", "上月": "before", year_before: "year_before", "去年同期": "year_before",
    "去年同月": "year_before", mean_of_last: "mean_of_last", "前几期平均": "mean_of_last", "前几月平均": "mean_of_last",
    lowest_of_last: "lowest_of_last", "前几期最低": "lowest_of_last", "前几月最低": "lowest_of_last",
    highest_of_last: "highest_of_last", "前几期最高": "highest_of_last", "前几月最高": "highest_of_last",
    quarter_to_date: "quarter_to_date", "本季累计": "quarter_to_date", whole_quarter: "whole_quarter", "全季": "whole_quarter"
  };

  // The value of a formula; null where it divides by 0 or names what has no value.
  function formula(text, known) {
    var signs = {
      "×": "*", "÷": "/", "（": "(", "）": ")", "，": ",", "−": "-", "≤": "<=", "≥": ">=", "≠": "<>", "!=": "<>",
      "＜": "<", "＞": ">", "＝": "="
    };
    var words = { and: "and", "且": "and", "并且": "and", or: "or", "或": "or", "或者": "or" };
    var compared = { "<": [-1], "<=": [-1, 0], ">": [1], ">=": [0, 1], "=": [0], "<>": [-1, 1] };
    var tokens = text.match(/\d+(?:\.\d+)?(?:\s*[%％])?|<=|>=|<>|!=|[-+*\/(),×÷（），−<>=≤≥≠＜＞＝]|[^\s\d\-+*\/(),×÷（），−<>=≤≥≠＜＞＝!%％][^\s\-+*\/(),×÷（），−<>=≤≥≠＜＞＝!%％]*/g) || [], at = 0;
    function next() { var one = tokens[at]; return one === undefined ? "" : signs[one] || one; }
    function take(sign) { if (next() === sign) { at++; return true; } return false; }
    function both(one, other, work) { return one === null || other === null ? null : work(one, other); }
    function total() {
      var made = product();
      for (;;) {
        if (take("+")) { made = both(made, product(), Exact.add); } else if (take("-")) { made = both(made, product(), Exact.sub); } else { return made; }
      }
    }
    function divided(one, by) { return Exact.isZero(by) ? null : Exact.div(one, by); }
    function product() {
      var made = factor();
      for (;;) {
        if (take("*")) { made = both(made, factor(), Exact.mul); } else if (take("/")) { made = both(made, factor(), divided); } else { return made; }
      }
    }
    function factor() {
      if (take("-")) { return both(ZERO, factor(), Exact.sub); }
      if (take("(")) { var made = total(); take(")"); return made; }
      var token = next();
      at++;
      if (/^\d/.test(token)) {
        var figure = Exact.of(token.replace(/[\s%％]/g, ""));
        return /[%％]$/.test(token) ? Exact.div(figure, HUNDRED) : figure;
      }
      if (!take("(")) { return token in known ? known[token] : null; }
      var peers = peersName(token), asked = { others: "", mean_rank: "", least: "" }, key;
      if (peers) {
        key = peers + "(" + next();
        for (at++; take(","); at++) {
          var word = next(), known_word = ASKED[word.toLowerCase()];
          if (/^\d+$/.test(word)) { asked.least = word === "1" ? "" : ", " + String(Number(word)); } else { asked[known_word] = ", " + known_word; }
        }
        take(")");
        key += asked.others + asked.mean_rank + asked.least + ")";
        return key in known ? known[key] : null;
      }
      if (TAKING[token.toLowerCase()]) {  // a figure of another period, by what it is called together
        key = TAKING[token.toLowerCase()] + "(" + tokens[at++];
        if (take(",")) { key += ", " + tokens[at++]; }
        take(")");
        return key + ")" in known ? known[key + ")"] : null;
      }
      if (/^(if|如果)$/i.test(token)) {  // only what is chosen has to be there
        var holds = joined("or"), then, otherwise;
        take(",");
        then = total();
        take(",");
        otherwise = total();
        take(")");
        return holds === null ? null : holds ? then : otherwise;
      }
      var chosen = total();
      while (take(",")) { chosen = both(chosen, total(), /^min$/i.test(token) ? Exact.least : Exact.most); }
      take(")");
      return chosen;
    }
    function joined(word) {  // one that holds settles "or", one that does not "and"
      var found = [part()];
      function part() { return word === "or" ? joined("and") : comparison(); }
      while (words[(tokens[at] || "").toLowerCase()] === word) { at++; found.push(part()); }
      if (found.length === 1) { return found[0]; }
      var settles = word === "or";
      return found.indexOf(settles) >= 0 ? settles : found.indexOf(null) >= 0 ? null : !settles;
    }
    function comparison() {
      var before = at, sign;
      if (take("(")) {  // of a condition, or of a sum that begins one
        var made = joined("or");
        if (made !== undefined && take(")") && "*/+-".indexOf(next() || " ") < 0 && !(next() in compared)) { return made; }
        at = before;
      }
      var left = total();
      sign = next();
      if (!(sign in compared)) { return undefined; }
      at++;
      return both(left, total(), function (one, other) { return compared[sign].indexOf(Exact.compare(one, other)) >= 0; });
    }
    return total();
  }

  function middle(found) {  // of an even number the mean of the two in the middle
    var sorted = found.slice().sort(Exact.compare), n = sorted.length;
    if (!n) { return null; }
    return Exact.div(Exact.add(sorted[Math.floor((n - 1) / 2)], sorted[Math.floor(n / 2)]), Exact.of("2"));
  }

  function least(found) {
    return found.length ? found.slice().sort(Exact.compare)[0] : null;
  }

  function values(pack, fault) {
    var made = pack.json("data/assessment.json"), assessment = JSON.parse(made.text).assessment, count = 0;
    var sums = {}, known = {}, single = {};
    pack.json("data/records.json").kinds.forEach(function (kind) {
      kind.records.forEach(function (record) {
        Object.keys(record.figures).forEach(function (code) {
          var counts = record.figures[code], one = sums[code] || (sums[code] = [ZERO, ZERO]);
          if (counts[0] !== null) { (single[code] = single[code] || []).push(Exact.of(counts[0])); }
          if (counts[0] !== null) { one[0] = Exact.add(one[0], Exact.of(counts[0])); }
          if (counts[1] !== null) { one[1] = Exact.add(one[1], Exact.of(counts[1])); }
        });
      });
    });
    Object.keys(made.counts).forEach(function (name) { known[name] = Exact.of(made.counts[name]); });
    (assessment.earlier || []).forEach(function (one) {
      if (one.value !== null) { known[one.key] = Exact.of(one.value); }
    });
    assessment.lines.forEach(function (line) { if (line.value !== null) { known[line.code] = Exact.of(line.value); } });
    var lower = {};
    made.card.sections.forEach(function (section) {
      section.indicators.forEach(function (indicator) { lower[indicator.code] = indicator.better === "lower"; });
    });
    assessment.lines.forEach(function (line) {
      (line.peers || []).forEach(function (one) {
        var found = ofPeers(one), code = /\(([^,)]*)/.exec(one.call)[1];
        if (found !== null) { known[one.call] = found; }
        if (found !== null && !Exact.near(found, Exact.of(one.value)) || !placed(one, lower[code])) { fault("value", line.code); }
      });
    });
    made.card.sections.forEach(function (section) {
      section.indicators.forEach(function (indicator) {
        var value = known[indicator.code], how = made.values[indicator.code], again = null;
        var line = assessment.lines.filter(function (one) { return one.code === indicator.code; })[0];
        if (!line || line.value === null) { return; }
        if (how === "records") {
          var found = sums[indicator.code] || [ZERO, ZERO];
          again = made.divided[indicator.code] ? (Exact.isZero(found[1]) ? null : Exact.div(found[0], found[1])) : found[0];
        } else if (how === "median") {
          again = middle(single[indicator.code] || []);
        } else if (how === "least") {
          again = least(single[indicator.code] || []);
        } else if (how === "formula") {
          again = formula(indicator.formula, known);
        } else { return; }
        count++;
        if (again === null || !Exact.near(again, value)) { fault("value", indicator.code); }
      });
    });
    return count;
  }

  // ---- rules: what a value earns out of `marks`; null for what is only shown

  var RULES = {
    proportional: function (rule, value, standard, marks) {
      var high = rule.cap === undefined ? marks : Exact.of(rule.cap), zero = Exact.of(rule.zero || "0"), share;
      if (rule.full !== undefined) {
        share = Exact.div(Exact.sub(value, zero), Exact.sub(Exact.of(rule.full), zero));
      } else if (rule.better === "higher") {
        share = Exact.div(value, standard);
      } else {
        if (Exact.compare(value, ZERO) <= 0) { return high; }
        share = Exact.div(standard, value);
      }
      var points = Exact.mul(share, marks);
      return Exact.compare(points, high) > 0 ? high : Exact.most(points, ZERO);
    },
    ladder: function (rule, value, standard) {
      for (var i = 0; i < rule.bands.length; i++) {
        var limit = Exact.of(rule.bands[i][0]);
        if (rule.of_standard) { limit = Exact.mul(limit, standard); }
        var words = rule.bands[i].slice(2), itself = words.indexOf("over") < 0 || Exact.compare(value, limit) !== 0;
        if (itself && reaches(rule.better, value, limit)) {
          var least = Exact.of(rule.bands[i][1]);
          if (!rule.interpolated || i === 0 || words.indexOf("flat") >= 0) { return least; }
          var better = Exact.of(rule.bands[i - 1][0]), more = Exact.sub(Exact.of(rule.bands[i - 1][1]), least);
          if (rule.of_standard) { better = Exact.mul(better, standard); }
          var way = Exact.div(Exact.sub(value, limit), Exact.sub(better, limit));
          return Exact.add(least, Exact.mul(way, more));
        }
      }
      return Exact.of(rule.otherwise || "0");
    },
    step: function (rule, value, standard, marks) {
      var start = rule.at_standard === undefined ? marks : Exact.of(rule.at_standard);
      var cap = rule.cap === undefined ? marks : Exact.of(rule.cap);
      var lose = Exact.of(rule.lose || "0"), gain = Exact.of(rule.gain || "0");
      var low = Exact.isZero(lose) ? Exact.least(start, cap) : Exact.of(rule.floor || "0");
      var high = Exact.isZero(gain) ? Exact.least(start, cap) : cap;
      var ahead = rule.better === "lower" ? Exact.sub(standard, value) : Exact.sub(value, standard);
      var unit = rule.relative ? Exact.mul(Exact.of(rule.unit), standard) : Exact.of(rule.unit);
      var units = Exact.div(Exact.abs(ahead), unit);
      if (!rule.pro_rata) { units = Exact.floor(units); }
      var moved = Exact.compare(ahead, ZERO) > 0 ? Exact.mul(units, gain) : Exact.negative(Exact.mul(units, lose));
      return within(Exact.add(start, moved), low, high);
    },
    deduction: function (rule, value, standard, marks) {
      var beyond = Exact.most(Exact.sub(value, Exact.of(rule.free || "0")), ZERO);
      var left = Exact.sub(marks, Exact.mul(beyond, Exact.of(rule.each)));
      return Exact.most(left, Exact.least(Exact.of(rule.floor || "0"), marks));
    },
    escalation: function (rule, value, standard, marks) {
      var costs = String(rule.costs).split(";").map(function (one) { return Exact.of(one.trim()); }), left = marks;
      var count = Exact.floor(Exact.most(value, ZERO)), turn = ZERO, at = 0;
      while (Exact.compare(turn, count) < 0 && at < costs.length) {
        left = Exact.sub(left, costs[at]);
        turn = Exact.add(turn, ONE); at++;
      }
      left = Exact.sub(left, Exact.mul(Exact.sub(count, turn), costs[costs.length - 1]));
      return Exact.most(left, Exact.least(Exact.of(rule.floor || "0"), marks));
    },
    pass_fail: function (rule, value, standard, marks) {
      return reaches(rule.better, value, standard) ? (rule.earns === undefined ? marks : Exact.of(rule.earns)) : ZERO;
    },
    bonus: function (rule, value) {
      return Exact.least(Exact.mul(Exact.most(value, ZERO), Exact.of(rule.each)), Exact.of(rule.cap));
    },
    red_line: function () { return ZERO; },
    unscored: function () { return null; }
  };
  function reaches(better, value, bound) {
    return better === "lower" ? Exact.compare(value, bound) <= 0 : Exact.compare(value, bound) >= 0;
  }

  function pointsOf(card, section, indicator, line) {
    if (line.state !== "observed" || line.value === null) { return null; }
    var weight = weightOf(section, indicator), rule = indicator.rule;
    var own = card.marks === "section" ? Exact.of(indicator.weight || "0") : card.marks === "weight" ? weight : HUNDRED;
    var marks = roleOf(indicator) === "weighted" ? own : ZERO;
    var points = RULES[rule.kind](rule, Exact.of(line.value), maybe(line.standard), marks);
    if (points !== null && !Exact.isZero(marks)) { points = Exact.div(Exact.mul(points, HUNDRED), marks); }
    return points;
  }

  // The weights of what counts in percent, 100 together, exactly.
  function weights(card, lines, focus) {
    var shared = {}, together = ZERO;
    card.sections.forEach(function (section) {
      var whole = ZERO, left = ZERO, alive = {};
      section.indicators.forEach(function (indicator) {
        var weight = weightOf(section, indicator), state = lines[indicator.code].state;
        whole = Exact.add(whole, weight);
        if (state !== "na" && state !== "waived" && Exact.compare(weight, ZERO) > 0) {
          alive[indicator.code] = weight;
          left = Exact.add(left, weight);
        }
      });
      Object.keys(alive).forEach(function (code) { shared[code] = Exact.div(Exact.mul(alive[code], whole), left); });
    });
    Object.keys(shared).forEach(function (code) { together = Exact.add(together, shared[code]); });
    Object.keys(shared).forEach(function (code) { shared[code] = Exact.div(Exact.mul(shared[code], HUNDRED), together); });
    return focused(card, shared, focus);
  }

  function focused(card, shared, focus) {
    if (!focus || !(focus.code in shared)) { return shared; }
    var extra = Exact.least(Exact.most(Exact.of(focus.extra), ZERO), Exact.of(card.focus_extra || "0")), own = shared[focus.code];
    if (Exact.isZero(extra) || Exact.compare(own, ZERO) <= 0 || Exact.compare(own, HUNDRED) >= 0) { return shared; }
    var more = Exact.least(Exact.add(own, extra), HUNDRED);
    var rest = Exact.div(Exact.sub(HUNDRED, more), Exact.sub(HUNDRED, own));
    Object.keys(shared).forEach(function (code) { shared[code] = code === focus.code ? more : Exact.mul(shared[code], rest); });
    return shared;
  }

  function linesOf(pack) {
    var lines = {};
    JSON.parse(pack.json("data/assessment.json").text).assessment.lines.forEach(function (line) { lines[line.code] = line; });
    return lines;
  }

  function points(pack, fault) {
    var made = pack.json("data/assessment.json"), lines = linesOf(pack), count = 0;
    var effective = weights(made.card, lines, made.focus);
    made.card.sections.forEach(function (section) {
      section.indicators.forEach(function (indicator) {
        var line = lines[indicator.code];
        if (!line) { fault("points", indicator.code); return; }
        count++;
        var again = pointsOf(made.card, section, indicator, line), kept = maybe(line.points);
        if ((again === null) !== (kept === null) || (again !== null && !Exact.near(again, kept))) { fault("points", indicator.code); }
        if (!Exact.near(effective[indicator.code] || ZERO, Exact.of(line.effective_weight))) { fault("weight", indicator.code); }
      });
    });
    return count;
  }

  function gradeAt(card, total) {
    for (var i = 0; i < card.grades.length; i++) { if (Exact.compare(total, Exact.of(card.grades[i].at_least)) >= 0) { return i; } }
    return card.grades.length - 1;
  }

  function holds(rule, lines) {
    var line = lines[rule.figure], value = line ? maybe(line.value) : null;
    if (value === null) { return false; }
    var side = Exact.compare(value, Exact.of(rule.limit));
    return { at_least: side >= 0, over: side > 0, at_most: side <= 0, under: side < 0 }[rule.sign];
  }

  // Of the factors of one figure only the one farthest from 1 takes effect.
  function outdoes(rules, other, one) {
    var by = rules[other], of = rules[one];
    if (other === one || by.figure !== of.figure || by.effect !== "factor" || of.effect !== "factor") { return false; }
    if (by.value === undefined || of.value === undefined) { return false; }
    var far = Exact.sub(Exact.of(by.value), ONE), near = Exact.sub(Exact.of(of.value), ONE);
    if ((Exact.compare(far, ZERO) > 0) !== (Exact.compare(near, ZERO) > 0)) { return false; }
    var more = Exact.compare(Exact.abs(far), Exact.abs(near));
    return more > 0 || (more === 0 && other < one);
  }

  // The total after the rules on it, and the place of the grade that they leave.
  function onTotal(card, lines, computed) {
    var rules = card.on_total || [], total = computed, best = 0, worst = card.grades.length - 1;
    var codes = card.grades.map(function (one) { return one.code; });
    var holding = rules.map(function (rule) { return holds(rule, lines); });
    rules.forEach(function (rule, n) {
      if (!holding[n] || rules.some(function (_, m) { return holding[m] && outdoes(rules, m, n); })) { return; }
      if (rule.effect === "factor") {
        var times = rule.value === undefined ? Exact.most(maybe(lines[rule.figure].value), ZERO) : Exact.of(rule.value);
        total = Exact.least(Exact.rounded(Exact.mul(total, times), 2), Exact.of(card.cap));
      }
      if (rule.effect === "most") { total = Exact.least(total, Exact.rounded(Exact.of(rule.value), 2)); }
      if (rule.effect === "best_grade") { best = Math.max(best, codes.indexOf(rule.grade)); }
      if (rule.effect === "worst_grade") { worst = Math.min(worst, codes.indexOf(rule.grade)); }
    });
    return { total: total, rank: Math.min(Math.max(gradeAt(card, total), best), Math.max(best, worst)) };
  }

  // {computed, bonus, total, grade}: what comes of points and weights; null where something is missing.
  function again(made, lines) {
    var card = made.card, base = ZERO, bonus = ZERO, missing = false, weighed = false;
    var effective = weights(card, lines, made.focus);
    card.sections.forEach(function (section) {
      var top = ZERO, any = false;
      section.indicators.forEach(function (indicator) {
        var line = lines[indicator.code], earned = maybe(line.points) || ZERO, role = roleOf(indicator);
        if (role === "bonus") { top = Exact.add(top, earned); any = true; }
        if (role !== "weighted") { return; }
        if (line.state === "missing") { missing = true; }
        if (indicator.code in effective) {
          weighed = true;
          base = Exact.add(base, Exact.div(Exact.mul(effective[indicator.code], earned), HUNDRED));
        }
      });
      if (!any) { return; }
      if (section.most !== undefined) { top = Exact.least(top, Exact.of(section.most)); }
      if (section.least !== undefined) { top = Exact.most(top, Exact.of(section.least)); }
      bonus = Exact.add(bonus, top);
    });
    var rules = card.on_total || [];
    rules.forEach(function (rule) { if (lines[rule.figure] && lines[rule.figure].state === "missing") { missing = true; } });
    if (missing || !weighed) { return { bonus: bonus, computed: null }; }
    var computed = Exact.rounded(Exact.rounded(within(Exact.add(base, bonus), ZERO, Exact.of(card.cap)), 18), 2);
    var ruled = onTotal(card, lines, computed), total = ruled.total, rank = ruled.rank, codes = card.grades.map(function (one) { return one.code; });
    card.sections.forEach(function (section) {
      section.indicators.forEach(function (indicator) {
        var rule = indicator.rule, value = maybe(lines[indicator.code].value);
        if (rule.kind !== "red_line" || value === null || Exact.compare(value, Exact.of(rule.allowed || "0")) <= 0) { return; }
        if ((rule.effect || "zero") === "zero") { total = ZERO; rank = codes.length - 1; }
        if (rule.effect === "cap_grade") { rank = Math.max(rank, codes.indexOf(rule.grade)); }
      });
    });
    return { bonus: bonus, computed: computed, total: total, rank: rank, codes: codes };
  }

  function total(pack, fault) {
    var made = pack.json("data/assessment.json"), said = JSON.parse(made.text).assessment, found = again(made, linesOf(pack));
    if (!Exact.near(found.bonus, Exact.of(said.bonus))) { fault("bonus", said.bonus); }
    if (found.computed === null) {
      if (said.total !== null || said.computed !== null) { fault("total", String(said.total)); }
      return 1;
    }
    if (said.computed === null || Exact.compare(found.computed, Exact.of(said.computed)) !== 0) { fault("computed", said.computed + " ≠ " + Exact.text(found.computed, 2)); }
    if (said.total === null || Exact.compare(found.total, Exact.of(said.total)) !== 0) { fault("total", said.total + " ≠ " + Exact.text(found.total, 2)); }
    var rank = found.codes.indexOf(said.grade), lowered = made.quotas && rank > found.rank;
    if (rank !== found.rank && !lowered) { fault("grade", said.grade + " ≠ " + found.codes[found.rank]); }
    return 3;
  }

  return { values: values, points: points, total: total, formula: formula, again: again, pointsOf: pointsOf };
})();
