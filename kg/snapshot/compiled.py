"""Kernels: loops over arrays in a subset of Python that numba compiles, for graphs where that is worth its start.

A kernel module is plain Python. Small graphs run it as it is: importing numba takes longer than any answer there.
"""

from __future__ import annotations

from functools import cache
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any

LARGE = 150_000  # claims from which the kernels are compiled (once for each installation; numba keeps them on disk)


def kernels(module: ModuleType, *, large: bool) -> Any:  # noqa: ANN401 - a module, or what stands for it
    """The kernels of a module, compiled for a large graph. They are those that ``KERNELS`` names, callees first."""
    return _compiled(module) if large else module


@cache
def _compiled(module: ModuleType) -> SimpleNamespace:
    # Each kernel is made anew with globals in which the ones before it are compiled.
    space = dict(vars(module))
    names: tuple[str, ...] = module.KERNELS
    for name in names:
        plain = getattr(module, name)
        space[name] = _jit(FunctionType(plain.__code__, space, name, plain.__defaults__))
    return SimpleNamespace(**{name: space[name] for name in names})


def _jit(function: FunctionType) -> Any:  # noqa: ANN401 - numba's dispatcher
    from numba import njit

    try:
        return njit(cache=True)(function)
    except RuntimeError:  # neither beside the module nor in a cache folder may be written: compiled at each start
        return njit(function)
