"""What the teams of the demo write about, and how each one's abstract stands. Made up."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How far an abstract has come."""

    EXTENDED = "extended"  # a draft, with more time
    DRAFT = "draft"  # not handed in
    WAITING = "waiting"  # handed in on time
    LATE = "late"
    TWICE = "twice"  # on time, and once more when it was late
    GRADED = "graded"  # marked, not shown yet
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class Abstract:
    state: State
    title: str
    text: str
    points: int | None = None
    feedback: str = ""


ABSTRACTS = (
    Abstract(
        State.EXTENDED,
        "How many moments of a wavelet spectrum does a texture need?",
        """Scattering moments describe a stationary texture well, but which orders matter is
seldom asked. Given the first and second moments

$$S_1(j) = \\mathbb{E}\\,|x \\star \\psi_j|, \\qquad
S_2(j, k) = \\mathbb{E}\\,\\bigl||x \\star \\psi_j| \\star \\psi_k\\bigr|,$$

we sample from the maximum entropy law that keeps a subset of them and ask people to tell the
sample from the original. Our plan is to survey microcanonical models, to rebuild the sampler for
grey images of side 128, and to drop moments one scale at a time.

*Still to write: which textures, and how many people we ask.*""",
    ),
    Abstract(
        State.RELEASED,
        "Stability of graph networks when edges are rewired",
        """A graph network should not change its mind when a few edges do. For a filter
$h(L) = \\sum_k h_k L^k$ with an integral Lipschitz constant $C$, known bounds give
$\\|h(L) - h(L')\\| \\le C\\,\\|E\\| + O(\\|E\\|^2)$ for a relative perturbation $E$ of the
Laplacian. Rewiring keeps degrees, so $\\|E\\|$ may be large while the graph looks the same to the
eye.

We survey three families of bounds, sharpen one of them for degree-preserving rewiring, and test
it on citation graphs with 1 % to 20 % of the edges exchanged.""",
        88,
        """A sharp question, and the bound is the right tool. Two wishes for the paper: say
early on why *degree-preserving* is the natural class, and compare with random deletion, where
$\\|E\\|$ is small but the effect is not.""",
    ),
    Abstract(
        State.RELEASED,
        "Implicit bias of mirror descent in matrix completion",
        """Gradient descent on $f(UV^\\top)$ from a small start finds matrices of low nuclear
norm, though nothing asks it to. Mirror descent with potential $\\Phi$ solves, in the limit of
small steps,

$$\\min_X D_\\Phi(X, X_0) \\quad \\text{subject to} \\quad \\mathcal{A}(X) = b$$

for convex problems. We ask what is left of that statement for the factored problem, survey the
results for the balanced case, and measure the bias on synthetic completion with ranks 1 to 5.""",
        79,
        """Well read and honestly told. The experiment cannot tell the two explanations apart
yet: let the depth of the factorisation vary as well, and report the *effective* rank.""",
    ),
    Abstract(
        State.GRADED,
        "Optimal transport between layers: do wide networks move their mass?",
        """In the mean field view a layer is a measure $\\mu_t$ on weights, and training is its
gradient flow in the Wasserstein metric,

$$\\partial_t \\mu_t = \\nabla \\cdot \\bigl(\\mu_t \\nabla V_{\\mu_t}\\bigr).$$

In the kernel regime the mass hardly moves. We estimate $W_2(\\mu_0, \\mu_T)$ with entropic
transport for one hidden layer of 100 to 10,000 units and look for the width and the scale of the
start at which one regime gives way to the other.""",
        91,
        """Excellent plan. The entropic bias will hide small distances: debias the estimate
(Sinkhorn divergence) before you compare widths.""",
    ),
    Abstract(
        State.WAITING,
        "Escaping saddle points with and without noise",
        """Perturbed gradient descent leaves a strict saddle in
$\\tilde O(\\epsilon^{-2})$ steps; plain gradient descent may need exponentially many. Between the
two stands momentum, which often escapes in practice without any noise. We survey what is proved,
rewrite the octopus example in two dimensions so that it can be drawn, and count steps for plain,
perturbed and accelerated descent on a sparse coding problem.""",
    ),
    Abstract(
        State.LATE,
        "Kac–Rice counts for a two-layer spin model",
        """For the spherical $p$-spin Hamiltonian the expected number of critical points below an
energy $u$ grows like $e^{N\\,\\Sigma(u)}$. Two-layer networks with random data look similar, but
their Hessian is no shifted Gaussian ensemble. We survey the spherical case, derive the formula for
the conditional Hessian of a two-layer model with quadratic activation, and check it by counting
critical points for $N \\le 12$ by homotopy.""",
    ),
    Abstract(
        State.TWICE,
        "Adjoints for stiff neural differential equations",
        """The adjoint of $\\dot y = f_\\theta(y, t)$,

$$\\dot a = -a^\\top \\frac{\\partial f_\\theta}{\\partial y},$$

is integrated backwards, where a stiff but stable equation becomes an unstable one. We survey
checkpointing, reversible integrators and interpolated adjoints, and compare the error of their
gradients with memory used, on Robertson's kinetics and on a small normalising flow.""",
    ),
    Abstract(
        State.DRAFT,
        "Capacity control by the path norm",
        """First notes. The path norm of a network with ReLU units,
$\\sum_{\\text{paths}} \\prod_e w_e^2$, does not change when units are rescaled, and neither does
the function. Which bounds on the Rademacher complexity use it? To read: three papers from the
list; then choose a data set.""",
    ),
)
