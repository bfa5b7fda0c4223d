"""Sign-flip permutation test: did success change between two versions on the same inputs."""

import math
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from auditor.statistics import statistic

EXACT_SUMS = 20_000
"""Up to so many combinations the distribution is computed, beyond it is sampled."""

DECIMALS = 9


class SignFlip(NamedTuple):
    """The mean change per input and how likely chance alone would give one as large.

    Attributes:
        least: The smallest one-sided p that differences of these sizes can give: 1 / 2^k, where k
            inputs differ at all.
    """

    mean: float
    p_two_sided: float
    p_drop: float
    p_rise: float
    inputs: int
    exact: bool
    least: float


@statistic
def sign_flip_test(
    differences: Sequence[float], *, resamples: int = 10_000, seed: int = 0
) -> SignFlip:
    """Test whether the mean per-input difference between two versions is zero.

    Under no change each input's difference is as likely positive as negative. The p-values are
    the shares of all sign patterns whose mean is at least as extreme: computed in full where the
    differences take few distinct sizes, else sampled, as (1 + b) / (1 + resamples).

    Range: mean -1 (all inputs broke) to 1 (all were mended) for success rates. p 0..1: small
    means that chance hardly explains it; `p_drop` is one-sided for a fall, `p_rise` for a gain.
    However large the change, p is 1 / 2^k or more where k inputs changed: four inputs cannot give
    .05, for which take `within_inputs_test`, if they were run more than once.
    NaN: no inputs, or a difference that is NaN. If no input changed, every p is 1.
    Source: Fisher 1935, The Design of Experiments, section 21; paired by input as in Miller 2024,
    arXiv 2411.00640.

    Args:
        differences: For each input, its success rate in the new version minus that in the old.
        resamples: Sampled sign patterns where the full distribution is too large.
        seed: Seed of the sampling.
    """
    inputs = len(differences)
    if not differences or any(map(math.isnan, differences)):
        return SignFlip(math.nan, math.nan, math.nan, math.nan, inputs, exact=True, least=math.nan)
    seen = math.fsum(differences)
    sizes = Counter(round(abs(d), DECIMALS) for d in differences)
    del sizes[0.0]
    exact = math.prod(count + 1 for count in sizes.values()) <= EXACT_SUMS
    weights = _all_sums(sizes) if exact else _sampled_sums(sizes, seen, resamples, seed)
    total = math.fsum(weights.values())
    slack = 10**-DECIMALS * (inputs + 1)

    def chance(extreme: list[float]) -> float:
        return min(1.0, math.fsum(extreme) / total)

    return SignFlip(
        mean=seen / inputs,
        p_two_sided=chance([w for s, w in weights.items() if abs(s) >= abs(seen) - slack]),
        p_drop=chance([w for s, w in weights.items() if s <= seen + slack]),
        p_rise=chance([w for s, w in weights.items() if s >= seen - slack]),
        inputs=inputs,
        exact=exact,
        least=0.5 ** sizes.total(),
    )


def _all_sums(sizes: Mapping[float, int]) -> dict[float, float]:
    """Return the chance of each sum of signed differences, adding one size after the other."""
    sums = {0.0: 1.0}
    for size, count in sizes.items():
        grown: dict[float, float] = {}
        for positive, chance in enumerate(_coin_tosses(count)):
            for before, weight in sums.items():
                key = round(before + size * (2 * positive - count), DECIMALS)
                grown[key] = grown.get(key, 0.0) + weight * chance
        sums = grown
    return sums


def _coin_tosses(count: int) -> Iterator[float]:
    """Yield the chance of 0, 1, ... heads of so many coins; each coefficient from the last one."""
    ways, all_ways = 1, 2**count
    for heads in range(count + 1):
        yield ways / all_ways
        ways = ways * (count - heads) // (heads + 1)


def _sampled_sums(
    sizes: Mapping[float, int], seen: float, resamples: int, seed: int
) -> dict[float, float]:
    """Return how often each sum came up, the observed one counted in; a popcount flips a size."""
    bits = random.Random(seed).getrandbits  # noqa: S311 - resampling, not secrecy
    sums = Counter({seen: 1})
    for _ in range(resamples):
        sums[sum(size * (2 * bits(n).bit_count() - n) for size, n in sizes.items())] += 1
    return {value: float(count) for value, count in sums.items()}
