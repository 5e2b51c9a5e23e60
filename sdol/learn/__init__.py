"""What learns from examples and keeps what it learned: families of instructions beside the kernel's own.

To import this package is to make them known.
"""

from sdol.kernel.packages import add_families

add_families("sdol.learn.families")
