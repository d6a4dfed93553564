#!/usr/bin/env python3
"""Writes exp.txt, log.txt, pow.txt and quantile.txt beside itself: arguments and correctly rounded results as the bits of
doubles in hexadecimal, computed by mpmath with 400 bits. Needs mpmath 1.3. Run: python3 tests/data/numerics/vectors.py"""
import math
import os
import random
import struct

from mpmath import erfinv, exp, log, mp, mpf, ncdf, findroot, sqrt

mp.prec = 400
HERE = os.path.dirname(os.path.abspath(__file__))
RANDOM = random.Random(20240808)


def bits(value):
    return struct.pack(">d", value).hex()


def any_double(low, high):
    """A positive double whose binary exponent lies in [low, high]."""
    return math.ldexp(RANDOM.random() + 1, RANDOM.randint(low, high))


def write(name, rows):
    with open(os.path.join(HERE, name), "w", encoding="ascii", newline="\n") as out:
        for row in rows:
            out.write(" ".join(bits(value) for value in row) + "\n")


def rounded(value):
    """A 400-bit number as the nearest double; mpmath itself rounds subnormal numbers twice."""
    if value == 0 or abs(value) >= mpf(2) ** -1022:
        return float(value)
    return math.ldexp(int(mp.nint(value * mpf(2) ** 1074)), -1074)


def quantile(p):
    x = mpf(p)
    if x > mpf(10) ** -9:
        return sqrt(2) * erfinv(2 * x - 1)
    start = -sqrt(-2 * log(x))
    return findroot(lambda z: log(ncdf(z)) - log(x), start)


def exps():
    edges = [709.782712893384, -745.1332191019411, -708.3964185322641, -744.44, 1.0, -1.0, 0.34657359027997264]
    wide = [RANDOM.uniform(-745, 709) for _ in range(70)]
    small = [any_double(-40, 2) * RANDOM.choice([1, -1]) for _ in range(50)]
    return [(x, rounded(exp(mpf(x)))) for x in edges + wide + small]


def logs():
    edges = [5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 2.0, 0.5, 10.0, 0.7071067811865476, 1.4142135623730951]
    wide = [any_double(-1022, 1023) for _ in range(60)]
    near = [1 + any_double(-52, -3) * RANDOM.choice([1, -1]) for _ in range(60)]
    return [(x, rounded(log(mpf(x)))) for x in edges + wide + near]


def powers():
    rows = [(2.0, 0.5), (10.0, 308.0), (10.0, -323.0), (2.0, -1074.0), (0.1, 2.0), (1.0000000000000002, 3.1e18), (-3.0, 5.0)]
    for i in range(130):
        x = [any_double(-1022, 1023), any_double(-3, 2), 1 + any_double(-50, -2) * RANDOM.choice([1, -1])][i % 3]
        y = RANDOM.uniform(-744, 709) / (1 if i % 2 else 60) / float(log(mpf(x)))
        rows.append((x, y))
    return [(x, y, rounded(mpf(x) ** mpf(y))) for x, y in rows]


def quantiles():
    edges = [0.075, 0.925, 0.5, 0.25, 2.0 ** -53, 1 - 2.0 ** -53, 1e-300, 1.3887943864964021e-11]
    central = [RANDOM.uniform(0, 1) for _ in range(70)]
    tail = [any_double(-60, -4) for _ in range(50)]
    return [(p, rounded(quantile(p))) for p in edges + central + tail]


write("exp.txt", exps())
write("log.txt", logs())
write("pow.txt", powers())
write("quantile.txt", quantiles())
