"""The rules of the infrastructure scan; each has a page under docs/rules/."""

from debtaudit.domain.rules import Aside, Rule

SCAN = Aside.INFRASTRUCTURE
HOMES = ("/home/", "/Users/", "/private/home/", "/media/", "C:\\Users\\", "C:/Users/")
"""How a path of a person's folder begins, as far as the settings of each file are asked for it."""

PATH = Rule(
    id="hard-coded-path",
    scan=SCAN,
    title="A path of one machine is written into the code",
    why="The code runs on the machine of the person who wrote it, and fails or finds nothing else "
    "where: in a container, in CI, with the next colleague.",
    remedy="Take the path from a setting or an option, relative to the project by default.",
)
DEVICE = Rule(
    id="hard-coded-device",
    scan=SCAN,
    title="A GPU is chosen by its number in the code",
    why="A machine with fewer GPUs refuses the number; on a shared one the job lands where another "
    "runs, because the code overrides what a scheduler assigned.",
    remedy='Choose with an option or CUDA_VISIBLE_DEVICES outside of the code; write "cuda".',
)
HOST = Rule(
    id="hard-coded-host",
    scan=SCAN,
    title="A host or address of one deployment is written into the code",
    why="The host moves or is replaced and the code has to be released anew; outside of its "
    "network nothing runs, tests included; and readers learn how the network looks.",
    remedy="Take the host from the environment or a settings file of each deployment.",
)
ACCOUNT = Rule(
    id="hard-coded-account",
    scan=SCAN,
    title="A bucket or an account of a cloud is written into the code",
    why="There is no second environment: who tries the code works on the data and models of "
    "production, and a move to another account is a change of code.",
    remedy="Take the name from the environment or a settings file of each deployment.",
)
CREDENTIAL = Rule(
    id="hard-coded-credential",
    scan=SCAN,
    title="A credential is written into the code",
    why="Whoever can read the repository, or once could, can use it; taking it out of the newest "
    "version leaves it in the history.",
    remedy="Revoke it, make a new one, and read it from the environment or a secret store.",
)
TRACKING = Rule(
    id="tracking-in-local-files",
    scan=SCAN,
    title="Deployed code keeps its experiments in local files",
    why="Runs and models that were recorded in a container or on a CI machine are gone with it; "
    "two processes that write the same folder damage it.",
    remedy="Set MLFLOW_TRACKING_URI to a tracking server, and read it from the environment.",
)
THRESHOLD = Rule(
    id="threshold-unexplained",
    scan=SCAN,
    title="A score is compared with a number that nobody explains",
    why="The number decides what the model's answer does. Nobody can tell what it was chosen on, "
    "so nobody chooses it anew when the model or the data change.",
    remedy="Name the threshold, keep it with the model's settings, and say what it was chosen on.",
)
API_VERSION = Rule(
    id="api-version-deprecated",
    scan=SCAN,
    title="A version of a commerce API is used that its makers deprecated",
    why="Features, and with them training data, stop on the day on which the version is turned "
    "off; until then the newer fields are missing.",
    remedy="Move the call to the successor; compare the fields of both answers in a test.",
)
GPU_RUNNER = Rule(
    id="gpu-runner-without-container",
    scan=SCAN,
    title="A pipeline expects a GPU machine of its own and no container says how it is set up",
    why="Driver, CUDA and libraries are those that somebody installed on that machine; after an "
    "update or on another machine the same commit trains differently or not at all.",
    remedy="Run the job in an image with CUDA whose version is pinned.",
)

OPTION = Rule(
    id="option-unused",
    scan=SCAN,
    title="A command-line option is declared and nothing reads it",
    why="Who sets it believes that a run differs from the one before; it does not.",
    remedy="Use the option or delete it.",
)

SETTING = Rule(
    id="setting-unread",
    scan=SCAN,
    title="A key of a settings file is set and no code mentions it",
    why="Who changes it believes that a run differs from the one before; it does not.",
    remedy="Read the key where it was meant to be read, or delete it.",
)

RULES = (
    *(PATH, DEVICE, HOST, ACCOUNT, CREDENTIAL, TRACKING, THRESHOLD, API_VERSION),
    *(GPU_RUNNER, OPTION, SETTING),
)
