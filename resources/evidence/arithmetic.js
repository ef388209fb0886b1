// Exact arithmetic and SHA-256 in plain JavaScript, so that the page needs no network, no library and no new browser.
"use strict";

var Exact = (function () {
  // A whole number is {neg, a}: `a` holds groups of seven digits, the lowest first. A fraction is {n, d}.
  var BASE = 10000000, WIDTH = 7;

  function trim(a) { while (a.length && a[a.length - 1] === 0) { a.pop(); } return a; }
  function compareAbs(a, b) {
    if (a.length !== b.length) { return a.length < b.length ? -1 : 1; }
    for (var i = a.length - 1; i >= 0; i--) { if (a[i] !== b[i]) { return a[i] < b[i] ? -1 : 1; } }
    return 0;
  }
  function addAbs(a, b) {
    var sum = [], carry = 0;
    for (var i = 0; i < Math.max(a.length, b.length) || carry; i++) {
      var one = (a[i] || 0) + (b[i] || 0) + carry;
      carry = one >= BASE ? 1 : 0;
      sum.push(one - carry * BASE);
    }
    return sum;
  }
  function subAbs(a, b) {  // a is not less than b
    var left = [], borrow = 0;
    for (var i = 0; i < a.length; i++) {
      var one = a[i] - (b[i] || 0) - borrow;
      borrow = one < 0 ? 1 : 0;
      left.push(one + borrow * BASE);
    }
    return trim(left);
  }
  function mulAbs(a, b) {
    var made = [];
    for (var k = 0; k < a.length + b.length; k++) { made.push(0); }
    for (var i = 0; i < a.length; i++) {
      var carry = 0;
      for (var j = 0; j < b.length || carry; j++) {
        var one = made[i + j] + a[i] * (b[j] || 0) + carry;
        carry = Math.floor(one / BASE);
        made[i + j] = one - carry * BASE;
      }
    }
    return trim(made);
  }
  function divAbs(a, b) {  // the whole part of a ÷ b
    var quotient = [], rest = [];
    for (var i = a.length - 1; i >= 0; i--) {
      rest = trim([a[i]].concat(rest));
      var low = 0, high = BASE - 1;
      while (low < high) {
        var mid = Math.ceil((low + high) / 2);
        if (compareAbs(mulAbs(b, [mid]), rest) <= 0) { low = mid; } else { high = mid - 1; }
      }
      if (low) { rest = subAbs(rest, mulAbs(b, [low])); }
      quotient.unshift(low);
    }
    return trim(quotient);
  }

  function whole(digits) {
    var a = [], neg = digits.charAt(0) === "-";
    digits = digits.replace(/^[-+]/, "");
    for (var end = digits.length; end > 0; end -= WIDTH) { a.push(Number(digits.slice(Math.max(0, end - WIDTH), end))); }
    return signed(neg, trim(a));
  }
  function signed(neg, a) { return { neg: neg && a.length > 0, a: a }; }
  function plus(x, y) {
    if (x.neg === y.neg) { return signed(x.neg, addAbs(x.a, y.a)); }
    return compareAbs(x.a, y.a) >= 0 ? signed(x.neg, subAbs(x.a, y.a)) : signed(y.neg, subAbs(y.a, x.a));
  }
  function minus(x) { return signed(!x.neg, x.a); }
  function times(x, y) { return signed(x.neg !== y.neg, mulAbs(x.a, y.a)); }
  function digitsOf(a) {
    var text = a.length ? String(a[a.length - 1]) : "0";
    for (var i = a.length - 2; i >= 0; i--) { text += ("0000000" + a[i]).slice(-WIDTH); }
    return text;
  }
  function power(places) { return whole("1" + new Array(places + 1).join("0")); }

  // 12.5, -3, 1E-7 or 2E+3, as decimal figures are written down.
  function of(text) {
    var found = /^([-+]?)(\d+)(?:\.(\d*))?(?:[eE]([-+]?\d+))?$/.exec(String(text));
    if (!found) { throw new Error("not a figure: " + text); }
    var rest = found[3] || "", places = rest.length - Number(found[4] || 0);
    var n = whole(found[1] + found[2] + rest);
    return places >= 0 ? { n: n, d: power(places) } : { n: times(n, power(-places)), d: power(0) };
  }
  function add(x, y) { return { n: plus(times(x.n, y.d), times(y.n, x.d)), d: times(x.d, y.d) }; }
  function negative(x) { return { n: minus(x.n), d: x.d }; }
  function sub(x, y) { return add(x, negative(y)); }
  function mul(x, y) { return { n: times(x.n, y.n), d: times(x.d, y.d) }; }
  function div(x, y) { return { n: signed(x.n.neg !== y.n.neg, mulAbs(x.n.a, y.d.a)), d: signed(false, mulAbs(x.d.a, y.n.a)) }; }
  function compare(x, y) {
    var left = sub(x, y).n;
    return left.a.length === 0 ? 0 : left.neg ? -1 : 1;
  }
  function isZero(x) { return x.n.a.length === 0; }
  function least(x, y) { return compare(x, y) <= 0 ? x : y; }
  function most(x, y) { return compare(x, y) >= 0 ? x : y; }
  function abs(x) { return { n: signed(false, x.n.a), d: x.d }; }
  function floor(x) { return { n: signed(false, divAbs(x.n.a, x.d.a)), d: power(0) }; }  // of what is not below 0
  // Rounded half up to so many places, as the program rounds.
  function rounded(x, places) {
    var units = floor(add(mul(abs(x), { n: power(places), d: power(0) }), of("0.5")));
    return { n: signed(x.n.neg, units.n.a), d: power(places) };
  }
  function text(x, places) {
    var one = rounded(x, places), digits = digitsOf(one.n.a);
    while (digits.length <= places) { digits = "0" + digits; }
    var cut = digits.length - places;
    return (one.n.neg ? "-" : "") + digits.slice(0, cut) + (places ? "." + digits.slice(cut) : "");
  }
  // Equal but for what 28 digits lose on a third.
  function near(x, y) {
    return compare(abs(sub(x, y)), mul(of("1E-18"), most(of("1"), abs(y)))) <= 0;
  }

  return {
    of: of, add: add, sub: sub, mul: mul, div: div, compare: compare, isZero: isZero, least: least, most: most,
    abs: abs, negative: negative, floor: floor, rounded: rounded, text: text, near: near
  };
})();

var Digest = (function () {
  // The first 32 bits of the fractions of the cube roots of the first 64 primes, and of the square roots of 8.
  var K = [
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
  ];
  var START = [
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
  ];

  function bytesOf(text) {  // UTF-8; half of a pair of surrogates as the three bytes it would be
    var made = [], at = 0;
    for (var i = 0; i < text.length; i++) {
      var c = text.charCodeAt(i), low = text.charCodeAt(i + 1);
      if (c >= 0xd800 && c < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
        c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
        i++;
      }
      if (c < 0x80) { made[at++] = c; continue; }
      if (c < 0x800) { made[at++] = 0xc0 | (c >> 6); } else {
        if (c < 0x10000) { made[at++] = 0xe0 | (c >> 12); } else {
          made[at++] = 0xf0 | (c >> 18);
          made[at++] = 0x80 | ((c >> 12) & 63);
        }
        made[at++] = 0x80 | ((c >> 6) & 63);
      }
      made[at++] = 0x80 | (c & 63);
    }
    return made;
  }

  function block(state, bytes, from, w) {
    for (var t = 0; t < 16; t++, from += 4) {
      w[t] = (bytes[from] << 24) | (bytes[from + 1] << 16) | (bytes[from + 2] << 8) | bytes[from + 3];
    }
    for (t = 16; t < 64; t++) {
      var x = w[t - 15], y = w[t - 2];
      var s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      var s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[t] = (w[t - 16] + s0 + w[t - 7] + s1) | 0;
    }
    var a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
    for (t = 0; t < 64; t++) {
      var e1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      var one = (h + e1 + ((e & f) ^ (~e & g)) + K[t] + w[t]) | 0;
      var a0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      var two = (a0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
    }
    state[0] = (state[0] + a) | 0; state[1] = (state[1] + b) | 0; state[2] = (state[2] + c) | 0;
    state[3] = (state[3] + d) | 0; state[4] = (state[4] + e) | 0; state[5] = (state[5] + f) | 0;
    state[6] = (state[6] + g) | 0; state[7] = (state[7] + h) | 0;
  }

  function ofBytes(bytes) {
    var state = START.slice(), w = [], n = bytes.length, full = n - (n % 64);
    for (var at = 0; at < full; at += 64) { block(state, bytes, at, w); }
    var tail = [];
    for (var i = full; i < n; i++) { tail.push(bytes[i]); }
    tail.push(0x80);
    while (tail.length % 64 !== 56) { tail.push(0); }
    var high = Math.floor(n / 536870912), low = (n << 3) >>> 0;
    [high, low].forEach(function (word) {
      tail.push((word >>> 24) & 255, (word >>> 16) & 255, (word >>> 8) & 255, word & 255);
    });
    for (at = 0; at < tail.length; at += 64) { block(state, tail, at, w); }
    return state.map(function (word) { return ("0000000" + (word >>> 0).toString(16)).slice(-8); }).join("");
  }

  function unhex(text) {
    var made = [];
    for (var i = 0; i < text.length; i += 2) { made.push(parseInt(text.substr(i, 2), 16)); }
    return made;
  }

  return { ofBytes: ofBytes, of: function (text) { return ofBytes(bytesOf(text)); }, bytesOf: bytesOf, unhex: unhex };
})();
