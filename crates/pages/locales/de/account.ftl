# Die Auswahl des Kontos.

account-title = Konto wählen
account-question = Als wer möchten Sie weitermachen?
account-continue = Weiter als { $username }
account-signed-out = Abgemeldet
account-other = Anderes Konto verwenden
account-ends = Melden Sie sich mit einem anderen Konto an, wird dieses hier abgemeldet.
