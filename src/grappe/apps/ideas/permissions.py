"""Who may see an idea, a hidden review and who had it; who may change, support, steer, review and decide it?

Outsiders come by their signed link: then `who` is the contributor whose page it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import Role
from grappe.apps.accounts.permissions import can_work
from grappe.apps.clusters.queries import cluster_ids_of
from grappe.apps.companies.permissions import can_view_companies, can_view_company_of
from grappe.apps.ideas.enums import SEEN_BY_MINISTRY, AssessmentState, Stage
from grappe.apps.ideas.models import Author, Contributor, Reviewer

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.ideas.models import Assessment, Challenge, Comment, Flagship, Idea, Partner, Review


def can_view_ideas(user: User) -> bool:
    """Everybody inside has a list of ideas, and of ideation campaigns; which ideas stand on it says `can_view_idea`."""
    return can_view_companies(user)


def check_can_view_ideas(user: User) -> None:
    if not can_view_ideas(user):
        raise PermissionDenied(_("You may not see the ideas."))


def can_view_idea(who: User | Contributor, idea: Idea) -> bool:
    """The ministry sees flagship candidates and flagships, others inside every idea; a confidential one only those concerned.

    An idea of a company is seen by those only who see the company.
    `queries.ideas.visible` says the same in SQL. An outsider sees the ideas that they had, and with which theirs was joined.
    """
    if isinstance(who, Contributor):
        return had_it(who, idea)
    if not can_view_ideas(who) or not can_view_company_of(who, idea):
        return False
    if who.role == Role.MINISTRY:
        return idea.stage in SEEN_BY_MINISTRY and not idea.confidential
    if not idea.confidential or who.pk in (idea.lead_id, idea.captured_by_id) or can_steer_idea(who, idea):
        return True
    return had_it(who, idea) or is_reviewer(who, idea)


def check_can_view_idea(who: User | Contributor, idea: Idea) -> None:
    if not can_view_idea(who, idea):
        raise PermissionDenied(_("You may not see this idea."))


def can_capture(user: User) -> bool:
    """Administrators, cluster managers and market analysts note ideas; companies do so by their signed link."""
    return can_work(user) or (user.is_active and user.role == Role.MARKET_ANALYST)


def check_can_capture(user: User) -> None:
    if not can_capture(user):
        raise PermissionDenied(_("Your role may not note an idea."))


def is_author(who: User | Contributor, idea: Idea) -> bool:
    """Whether it is somebody's own idea; `.all()` uses what a query has prefetched."""
    if isinstance(who, Contributor):
        return any(author.contributor_id == who.pk for author in idea.authors.all())
    return any(author.contributor.user_id == who.pk for author in _authors(idea))


def had_it(who: User | Contributor, idea: Idea) -> bool:
    """Whether somebody is an author of an idea or of one that it took up: nobody reviews or decides on their own."""
    return is_author(who, idea) or any(had_it(who, each) for each in idea.merged.all())


def hands_in(idea: Idea) -> set[int]:
    """Return the keys of the contributors who are authors of an idea or of one that it took up."""
    found = {author.contributor_id for author in idea.authors.all()}
    return found.union(*(hands_in(each) for each in idea.merged.all()))


def _authors(idea: Idea) -> Iterable[Author]:
    if "authors" in getattr(idea, "_prefetched_objects_cache", {}):
        return idea.authors.all()
    return idea.authors.select_related("contributor")


def _reviewers(assessment: Assessment) -> Iterable[Reviewer]:
    if "reviewers" in getattr(assessment, "_prefetched_objects_cache", {}):
        return assessment.reviewers.all()
    return assessment.reviewers.select_related("contributor", "review")


def has_conflict(who: User | Contributor, idea: Idea) -> bool:
    """Whether somebody has declared a conflict of interest in an idea or one that it took up: at one gate holds for all."""
    if "assessments" in getattr(idea, "_prefetched_objects_cache", {}):
        gates = (gate for each in (idea, *idea.merged.all()) for gate in each.assessments.all())
        return any(each.conflict and is_asked(who, each) for gate in gates for each in gate.reviewers.all())
    own = Q(contributor=who) if isinstance(who, Contributor) else Q(contributor__user=who)
    here = Q(assessment__idea=idea) | Q(assessment__idea__merged_into=idea)
    return Reviewer.objects.filter(own, here).exclude(conflict="").exists()


def is_reviewer(user: User, idea: Idea) -> bool:
    """Whether somebody with an account was asked to review an idea at any gate."""
    return idea.assessments.filter(reviewers__contributor__user=user).exists()


def can_steer_idea(user: User, idea: Idea) -> bool:
    """Who looks after an idea, managers of its clusters, administrators; without lead and clusters: whoever works."""
    if not can_work(user):
        return False
    seats = {cluster.pk for cluster in idea.clusters.all()}
    if user.is_administrator or idea.lead_id == user.pk or (not seats and idea.lead_id is None):
        return True
    return bool(seats & cluster_ids_of(user))


def check_can_steer_idea(user: User, idea: Idea) -> None:
    if not can_steer_idea(user, idea):
        raise PermissionDenied(
            _("Only those who look after this idea, managers of its clusters and administrators may do this.")
        )


def can_edit_idea(who: User | Contributor, idea: Idea) -> bool:
    """Those who look after an idea write it, and its authors until it is a business case; what is merged or rests is fixed."""
    if idea.merged_into_id is not None or idea.stage in (Stage.PARKED, Stage.REJECTED):
        return False
    if not isinstance(who, Contributor) and can_steer_idea(who, idea):
        return True
    early = idea.stage in (Stage.CAPTURED, Stage.SCREENED, Stage.MATURED)
    return early and can_speak(who, idea) and had_it(who, idea)


def check_can_edit_idea(who: User | Contributor, idea: Idea) -> None:
    if not can_edit_idea(who, idea):
        raise PermissionDenied(
            _("This idea is written by those who look after it and, early on, its authors.")
        )


def can_speak(who: User | Contributor, idea: Idea) -> bool:
    """Whoever sees an idea supports, watches and discusses it, but for the ministry, which reads."""
    if isinstance(who, Contributor):
        return can_view_idea(who, idea)
    return who.role != Role.MINISTRY and can_view_idea(who, idea)


def check_can_speak(who: User | Contributor, idea: Idea) -> None:
    if not can_speak(who, idea):
        raise PermissionDenied(_("You may not support or discuss this idea."))


def is_asked(who: User | Contributor, reviewer: Reviewer) -> bool:
    """Whether it is somebody's own review that was asked for."""
    if isinstance(who, Contributor):
        return reviewer.contributor_id == who.pk
    return who.is_active and reviewer.contributor.user_id == who.pk


def can_take_back(own: int | None, user: User | None, comment: Comment, idea: Idea) -> bool:
    """Whoever wrote a comment takes it back, and who steers the idea; `own` is the reader as a contributor."""
    if comment.taken_back_at is not None:
        return False
    return comment.contributor_id == own or (user is not None and can_steer_idea(user, idea))


def check_can_take_back(own: int | None, user: User | None, comment: Comment, idea: Idea) -> None:
    if not can_take_back(own, user, comment, idea):
        raise PermissionDenied(_("You may take back only what you wrote yourself."))


def can_merge(user: User, kept: Idea, absorbed: Idea) -> bool:
    """Two ideas are joined by somebody who steers both."""
    return can_steer_idea(user, kept) and can_steer_idea(user, absorbed)


def check_can_merge(user: User, kept: Idea, absorbed: Idea) -> None:
    if not can_merge(user, kept, absorbed):
        raise PermissionDenied(_("Two ideas are joined and parted by somebody who looks after both."))


def can_review(who: User | Contributor, reviewer: Reviewer) -> bool:
    """A review is written by who was asked, while the gate is open, and without a conflict of interest or a hand in the idea."""
    idea, opened = reviewer.assessment.idea, reviewer.assessment.state == AssessmentState.OPEN
    asked = opened and is_asked(who, reviewer) and not reviewer.conflict and reviewer.declined_at is None
    return asked and not had_it(who, idea) and not has_conflict(who, idea)


def check_can_review(who: User | Contributor, reviewer: Reviewer) -> None:
    if not can_review(who, reviewer):
        raise PermissionDenied(
            _("A review is given by who was asked, while the gate is open, without a conflict of interest.")
        )


def can_see_review(who: User | Contributor, review: Review) -> bool:
    """A review is seen by who writes it; once given, by those who may see the reviews of its gate."""
    given = review.given_at is not None
    return is_asked(who, review.reviewer) or (given and can_see_reviews(who, review.reviewer.assessment))


def can_see_reviews(who: User | Contributor, assessment: Assessment) -> bool:
    """Given reviews are seen by those who steer the idea and by reviewers who have given theirs.

    Authors never see who said what: they read the decision's reasons. Who is still to review sees no other review as long
    as the gate is open, nor ever does anybody with a declared conflict of interest. `.all()` uses what is prefetched.
    """
    if had_it(who, assessment.idea) or has_conflict(who, assessment.idea):
        return False
    mine = [each for each in _reviewers(assessment) if is_asked(who, each)]
    if owes_review(mine) and assessment.state == AssessmentState.OPEN:
        return False
    gave = any(has_given(each) for each in mine)
    return gave or (not isinstance(who, Contributor) and can_steer_idea(who, assessment.idea))


def check_can_see_review(who: User | Contributor, review: Review) -> None:
    if not can_see_review(who, review):
        raise PermissionDenied(_("Reviews are hidden until you have given your own."))


def has_given(reviewer: Reviewer) -> bool:
    """Whether somebody's review is given, and not only a draft."""
    review = getattr(reviewer, "review", None)
    return review is not None and review.given_at is not None


def owes_review(own: Iterable[Reviewer]) -> bool:
    """Whether one of somebody's own reviews is neither given nor declined."""
    return any(each.declined_at is None and not has_given(each) for each in own)


def can_decide_gate(user: User, assessment: Assessment) -> bool:
    """Who steers an idea decides, but not on their own, with a conflict, nor owing a review: they see no other before."""
    idea = assessment.idea
    if assessment.state != AssessmentState.OPEN or not can_steer_idea(user, idea) or had_it(user, idea):
        return False
    owes = owes_review(each for each in _reviewers(assessment) if is_asked(user, each))
    return not owes and not has_conflict(user, idea)


def check_can_decide_gate(user: User, assessment: Assessment) -> None:
    if not can_decide_gate(user, assessment):
        raise PermissionDenied(
            _("Who looks after an idea, had no part in it, no conflict and owes no review decides.")
        )


def check_can_call_off(user: User, assessment: Assessment) -> None:
    check_can_steer_idea(user, assessment.idea)
    if has_conflict(user, assessment.idea):
        raise PermissionDenied(
            _("You have declared a conflict of interest in this idea: others decide on it.")
        )


def can_rest_idea(user: User, idea: Idea) -> bool:
    """Parking, rejecting and reopening outside a gate is for those who steer an idea, are not its authors, without conflict."""
    free = can_steer_idea(user, idea) and idea.merged_into_id is None and not had_it(user, idea)
    return free and not has_conflict(user, idea)


def check_can_rest_idea(user: User, idea: Idea) -> None:
    if not can_rest_idea(user, idea):
        raise PermissionDenied(
            _("Who looks after an idea, did not have it and has no conflict parks, rejects and reopens it.")
        )


def can_view_flagship(user: User, flagship: Flagship) -> bool:
    """Whoever may see the idea sees the flagship project that grew from it, and whoever runs it does.

    The ministry does, too, unless the idea is confidential. `queries.flagships.flagships` says the same in SQL.
    """
    return can_view_idea(user, flagship.idea) or can_run_flagship(user, flagship)


def check_can_view_flagship(user: User, flagship: Flagship) -> None:
    if not can_view_flagship(user, flagship):
        raise PermissionDenied(_("You may not see this flagship project."))


def can_open_flagship(user: User, idea: Idea) -> bool:
    """Those who look after an idea make a flagship project of it, once it is a candidate or a flagship."""
    return idea.stage in (Stage.CANDIDATE, Stage.FLAGSHIP) and can_steer_idea(user, idea)


def check_can_open_flagship(user: User, idea: Idea) -> None:
    if not can_open_flagship(user, idea):
        raise PermissionDenied(
            _("A flagship project is made of a flagship candidate, by those who look after the idea.")
        )


def can_run_flagship(user: User, flagship: Flagship) -> bool:
    """Who leads a flagship project, its team and administrators run it; nobody who only reads, or does not see its company."""
    if not can_work(user) or not can_view_company_of(user, flagship.idea):
        return False
    if user.is_administrator or flagship.lead_id == user.pk:
        return True
    return any(each.pk == user.pk for each in flagship.team.all())


def check_can_run_flagship(user: User, flagship: Flagship) -> None:
    if not can_run_flagship(user, flagship):
        raise PermissionDenied(_("Only those who run this flagship project and administrators may do this."))


def can_read_intent(who: User | Contributor, partner: Partner) -> bool:
    """The file of a letter of intent is read by administrators, those who run the flagship project, and the partner itself.

    Its contact comes by their signed link. It is a promise between the partner and us, often with figures that are
    nobody else's business: the ministry sees that there is one, from when, and how much it promises, but not the file.
    """
    if isinstance(who, Contributor):
        return partner.contact_id == who.pk
    return can_run_flagship(who, partner.flagship)


def check_can_read_intent(who: User | Contributor, partner: Partner) -> None:
    if not can_read_intent(who, partner):
        raise PermissionDenied(
            _("A letter of intent is read by those who run the flagship project and the partner itself.")
        )


def can_see_promise(who: User | Contributor, partner: Partner) -> bool:
    """How much a letter promises is seen by who may read it, and by the ministry; others see that there is one."""
    if can_read_intent(who, partner):
        return True
    if isinstance(who, Contributor):
        return False
    return who.role == Role.MINISTRY and can_view_flagship(who, partner.flagship)


def can_read_origin(user: User, idea: Idea) -> bool:
    """The sentence an idea came from is read by whoever sees ideas and writes; the ministry reads that there was one.

    It was said in a confidential conversation with a company; a line of a project's history must not give it away.
    """
    return user.role != Role.MINISTRY and can_view_idea(user, idea)


def can_view_answers(user: User) -> bool:
    """Who said what is for those who work and for analysts; the ministry reads counts and results."""
    return can_view_ideas(user) and user.role != Role.MINISTRY


def check_can_view_answers(user: User) -> None:
    if not can_view_answers(user):
        raise PermissionDenied(_("You may see what came of an ideation campaign, not who said what."))


def can_start_challenge(user: User) -> bool:
    """Administrators and cluster managers start ideation campaigns."""
    return can_work(user)


def check_can_start_challenge(user: User) -> None:
    if not can_start_challenge(user):
        raise PermissionDenied(_("Your role may not start an ideation campaign."))


def can_facilitate(user: User, challenge: Challenge) -> bool:
    """Whoever facilitates a campaign, their team and administrators write it, invite, group answers and conclude it."""
    if not can_work(user):
        return False
    # `.all()` uses what a query has prefetched.
    return user.is_administrator or challenge.lead_id == user.pk or user in challenge.team.all()


def check_can_facilitate(user: User, challenge: Challenge) -> None:
    if not can_facilitate(user, challenge):
        raise PermissionDenied(
            _("Only those who facilitate this ideation campaign and administrators may do this.")
        )


def can_undo_conclusion(user: User, challenge: Challenge) -> bool:
    """Whoever may conclude a campaign may undo that it was; what somebody has worked on since stays."""
    return challenge.concluded_at is not None and can_facilitate(user, challenge)


def can_take_part(user: User, challenge: Challenge) -> bool:
    """Colleagues answer and vote as everybody does, but for the ministry, which reads; drafts are nobody's yet."""
    return user.is_active and user.role != Role.MINISTRY and challenge.published_at is not None


def check_can_take_part(user: User, challenge: Challenge) -> None:
    if not can_take_part(user, challenge):
        raise PermissionDenied(_("You may not take part in this ideation campaign."))
