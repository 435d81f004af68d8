"""With encrypted texts, pages and interface answer as without: the tests of opinion reports once more, with the fixtures of this folder."""

from tests.committee.test_adoption_points import *  # noqa: F403 - every test of the file
from tests.committee.test_opinion_issues import *  # noqa: F403 - as above
from tests.committee.test_opinion_mergers import *  # noqa: F403 - as above
from tests.committee.test_opinions import *  # noqa: F403 - as above
from tests.committee.transfers.test_journey import *  # noqa: F403 - as above
