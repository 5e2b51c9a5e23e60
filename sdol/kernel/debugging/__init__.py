"""The debugger without a face: runs a machine forth and back, stops it, shows and changes what it holds.

It knows no terminal: `sdol debug`, the interactive loop and the dashboard give it commands and show what it says.
"""

from sdol.kernel.debugging.breakpoints import Breakpoint, Watch
from sdol.kernel.debugging.debugger import Debugger
from sdol.kernel.debugging.frames import FrameView, Variable
from sdol.kernel.debugging.stops import Change, Stop

__all__ = ["Breakpoint", "Change", "Debugger", "FrameView", "Stop", "Variable", "Watch"]
