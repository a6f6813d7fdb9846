"""By which issuer was it said who somebody is, whose key opens an account by single sign-on?"""

from __future__ import annotations

from django.db import models


class Issued(models.Model):
    """Who issued a key that opens an account: the subject's number is the same person only with the same issuer.

    Beside the library's own row, whose data it writes anew at each sign-in before it asks us (OpenID Connect Core, 5.7).
    """

    account = models.OneToOneField("socialaccount.SocialAccount", models.CASCADE, related_name="issued")
    issuer = models.CharField(max_length=500)
