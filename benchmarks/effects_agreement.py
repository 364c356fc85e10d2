"""Do our effects agree with those of others? The same series, given to implementations that others published.

    # in an environment of its own: none of them is a dependency of Resonanz
    pip install pycausalimpact pysyncon "pandas<2.1" "numpy<2" "scipy<1.14" "statsmodels<0.15"
    python benchmarks/effects_agreement.py [--worlds 60]

Baseline of each line: pycausalimpact (structural time series after Brodersen et al. 2015, with controls as
regressors), pysyncon (synthetic control after Abadie et al. 2010) and statsmodels' UnobservedComponents. What is not
installed is left out, saying so. Each gets 90 days before and 28 after, three controls, and a known effect.
"""

from __future__ import annotations

import argparse
import importlib.util
import warnings
from collections.abc import Callable

import numpy as np
from effects import KINDS, changed, made

from resonanz.learn.counterfactual import Method
from resonanz.learn.daily import Daily
from resonanz.learn.effects import Question, effect

BEFORE, AFTER, CONTROLS = 90, 28, 3
EFFECTS = (0.0, 0.2, 0.5)
Other = Callable[[Daily, int], float]


def causal_impact(daily: Daily, since: int) -> float:
    """Return pycausalimpact's relative effect."""
    import pandas as pd
    from causalimpact import CausalImpact

    columns = {"y": daily.values, **daily.controls}
    frame = pd.DataFrame(columns, index=pd.DatetimeIndex(list(daily.days), freq="D"))
    periods = [[frame.index[0], frame.index[since - 1]], [frame.index[since], frame.index[-1]]]
    found = CausalImpact(frame, *periods, nseasons=[{"period": 7}])
    return float(found.summary_data.loc["rel_effect", "average"])


def synthetic_control(daily: Daily, since: int) -> float:
    """Return pysyncon's relative effect: the mean gap after the start by the mean of the synthetic series."""
    import pandas as pd
    from pysyncon import Synth

    frame = pd.DataFrame({"y": daily.values, **daily.controls})
    fitted = Synth()
    before = frame.iloc[:since]
    fitted.fit(X0=before[list(daily.controls)], X1=before["y"], Z0=before[list(daily.controls)], Z1=before["y"])
    expected = frame[list(daily.controls)].iloc[since:].to_numpy() @ np.asarray(fitted.W)
    return float(np.mean(daily.values[since:]) / np.mean(expected) - 1)


def components(daily: Daily, since: int) -> float:
    """Return the relative effect after statsmodels' structural model of the logarithm, controls as regressors."""
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    step = (np.arange(len(daily.values)) >= since).astype(float)
    others = np.log(np.column_stack(list(daily.controls.values())))
    model = UnobservedComponents(
        np.log(daily.values), "llevel", seasonal=7, stochastic_seasonal=False, exog=np.column_stack([step, others])
    )
    fitted = model.fit(disp=0, maxiter=200)
    return float(np.expm1(fitted.params[list(model.param_names).index("beta.x1")]))


OTHERS: dict[str, tuple[str, Other, Method | None]] = {
    "pycausalimpact": ("causalimpact", causal_impact, None),
    "pysyncon": ("pysyncon", synthetic_control, Method.SYNTHETIC),
    "statsmodels UC": ("statsmodels", components, None),
}
"""Name -> module, how it is asked, and which of our methods is nearest (None: what we choose by ourselves)."""


def compare(name: str, other: Other, method: Method | None, worlds: int) -> None:
    """Print how far apart we are from another implementation, in points and in our own intervals."""
    rng = np.random.default_rng(11)
    apart, inside, ours_off, theirs_off = [], [], [], []
    for world in range(worlds):
        share = EFFECTS[world % len(EFFECTS)]
        daily = made(KINDS[world % len(KINDS)], BEFORE + AFTER, rng, controls=CONTROLS)
        daily = changed(daily, BEFORE, share)
        found = effect(daily, Question(start=daily.days[BEFORE], method=method)).relative
        theirs = other(daily, BEFORE)
        if found is None:
            continue
        apart.append(abs(found.value - theirs))
        inside.append(found.low <= theirs <= found.high)
        ours_off.append(abs(found.value - share))
        theirs_off.append(abs(theirs - share))
    median = [100 * float(np.median(each)) for each in (apart, ours_off, theirs_off)]
    print(
        f"{name:16} {len(apart):4} series: {median[0]:5.1f} points apart, theirs within our 95 % interval "
        f"{np.mean(inside):4.0%}; from the truth: ours {median[1]:.1f}, theirs {median[2]:.1f} points, "
        f"ratio {median[1] / median[2]:.2f}"
    )


def main() -> None:
    """Compare with whatever is installed."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--worlds", type=int, default=60)
    worlds = asked.parse_args().worlds
    warnings.simplefilter("ignore")
    for name, (module, other, method) in OTHERS.items():
        if importlib.util.find_spec(module) is None:
            print(f"{name:16} is not installed: left out")
            continue
        compare(name, other, method, worlds)


if __name__ == "__main__":
    main()
