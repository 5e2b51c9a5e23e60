"""Angles of plane geometry: the functions of the circle, and their inverses."""

from __future__ import annotations

import math

from sdol.kernel.families.num import real
from sdol.kernel.table import Example, instruction


@instruction("trig.pi", "() -> num", examples=[Example("pi()", "3.141593")])
def pi() -> float:
    """The ratio of a circle's circumference to its diameter."""
    return math.pi


@instruction("trig.sin", "(x: num) -> num", examples=[Example("sin(pi() / 6)", "0.5")])
def sin(x: float) -> float:
    """The sine of an angle in radians."""
    return real(math.sin, "sin", x)


@instruction("trig.cos", "(x: num) -> num", examples=[Example("cos(0)", "1.0")])
def cos(x: float) -> float:
    """The cosine of an angle in radians."""
    return real(math.cos, "cos", x)


@instruction("trig.tan", "(x: num) -> num", examples=[Example("tan(pi() / 4)", "1.0")])
def tan(x: float) -> float:
    """The tangent of an angle in radians."""
    return real(math.tan, "tan", x)


@instruction("trig.asin", "(x: num) -> num", examples=[Example("degrees(asin(0.5))", "30.0")])
def asin(x: float) -> float:
    """The angle in radians, from -pi/2 to pi/2, that has this sine."""
    return real(math.asin, "asin", x)


@instruction("trig.acos", "(x: num) -> num", examples=[Example("degrees(acos(0.5))", "60.0")])
def acos(x: float) -> float:
    """The angle in radians, from 0 to pi, that has this cosine."""
    return real(math.acos, "acos", x)


@instruction("trig.atan2", "(y: num, x: num) -> num", examples=[Example("atan2(1, 1) * 4 / pi()", "1.0")])
def atan2(y: float, x: float) -> float:
    """The angle of the point (x, y) in radians, from -pi to pi."""
    return math.atan2(y, x)


@instruction("trig.tanh", "(x: num) -> num", examples=[Example("tanh(1)", "0.761594")])
def tanh(x: float) -> float:
    """The hyperbolic tangent, which brings any number between -1 and 1."""
    return math.tanh(x)


@instruction("trig.hypot", "(x: num, y: num) -> num", examples=[Example("hypot(3, 4)", "5.0")])
def hypot(x: float, y: float) -> float:
    """The length of the hypotenuse over two legs, without overflow on the way."""
    return math.hypot(x, y)


@instruction("trig.degrees", "(x: num) -> num", examples=[Example("degrees(pi())", "180.0")])
def degrees(x: float) -> float:
    """An angle in radians, in degrees."""
    return math.degrees(x)


@instruction("trig.radians", "(x: num) -> num", examples=[Example("radians(180) == pi()", "true")])
def radians(x: float) -> float:
    """An angle in degrees, in radians."""
    return math.radians(x)
