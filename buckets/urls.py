"""The addresses of the product's own pages."""

from django.urls import path
from django.views.generic import RedirectView

from buckets.views import (
    accounts,
    activity,
    bucket,
    bucket_findings,
    buckets,
    findings,
    history,
    merge,
    new_run,
    review,
    rules,
    runs,
)

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="buckets"), name="home"),
    path("buckets/", buckets.index, name="buckets"),
    path("buckets/<int:bucket_id>/", bucket.show, name="bucket"),
    path("buckets/<int:bucket_id>/pull/", bucket.pull_now, name="pull"),
    path("buckets/<int:bucket_id>/check/", bucket.check_now, name="check"),
    path("buckets/<int:bucket_id>/vary/", bucket.vary, name="vary"),
    path("buckets/<int:bucket_id>/clear/", bucket.clear, name="clear"),
    path("buckets/<int:bucket_id>/discard/", bucket.discard, name="discard"),
    path("buckets/<int:bucket_id>/merge/", merge.merge, name="merge"),
    path("buckets/<int:bucket_id>/undo/", bucket.undo_last, name="undo"),
    path("buckets/<int:bucket_id>/rules/new/", rules.create, name="create_rule"),
    path("buckets/<int:bucket_id>/rules/check/", rules.check, name="check_rule"),
    path("buckets/<int:bucket_id>/rules/<int:row_id>/", rules.edit, name="edit_rule"),
    path("buckets/<int:bucket_id>/rules/<int:row_id>/delete/", rules.delete, name="delete_rule"),
    path("buckets/<int:bucket_id>/rules/<int:row_id>/move/", rules.move, name="move_rule"),
    path("buckets/<int:bucket_id>/review/", review.review, name="review"),
    path(
        "buckets/<int:bucket_id>/findings/<slug:key>/fix/", bucket_findings.fix, name="fix_finding"
    ),
    path(
        "buckets/<int:bucket_id>/findings/<slug:key>/accept/",
        bucket_findings.accept_one,
        name="accept_finding",
    ),
    path(
        "buckets/<int:bucket_id>/findings/<slug:key>/reopen/",
        bucket_findings.reopen_one,
        name="reopen_finding",
    ),
    path("buckets/<int:bucket_id>/history/", history.index, name="history"),
    path("buckets/<int:bucket_id>/history/<int:number>/", history.show, name="revision"),
    path("buckets/<int:bucket_id>/history/compare/", history.compare, name="compare"),
    path(
        "buckets/<int:bucket_id>/history/<int:number>/restore/",
        history.restore_one,
        name="restore",
    ),
    path("accounts/", accounts.index, name="accounts"),
    path("accounts/new/", accounts.add, name="add_account"),
    path("accounts/<int:account_id>/", accounts.show, name="account"),
    path("accounts/<int:account_id>/edit/", accounts.edit, name="edit_account"),
    path("accounts/<int:account_id>/test/", accounts.test, name="test_account"),
    path("accounts/<int:account_id>/discover/", runs.discover, name="discover"),
    path("accounts/<int:account_id>/members/", accounts.set_member, name="set_member"),
    path(
        "accounts/<int:account_id>/members/<int:user_id>/remove/",
        accounts.remove,
        name="remove_member",
    ),
    path("runs/", runs.index, name="runs"),
    path("runs/new/", new_run.new, name="new_run"),
    path("runs/<int:run_id>/", runs.show, name="run"),
    path("runs/<int:run_id>/cancel/", runs.cancel, name="cancel_run"),
    path("runs/<int:run_id>/resume/", runs.resume, name="resume_run"),
    path("findings/", findings.index, name="findings"),
    path("activity/", activity.index, name="activity"),
]
