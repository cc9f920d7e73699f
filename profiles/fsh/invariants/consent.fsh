Invariant: ip-consent-who
Severity: #warning
Description: "A consent in force shall show who gave it."
Expression: "status = 'active' implies performer.exists()"

Invariant: ip-access-provision
Severity: #warning
Description: "A consent to access in force shall say who may see what."
Expression: "status = 'active' implies provision.exists()"

Invariant: ip-access-until
Severity: #warning
Description: "A consent to access in force shall have an end."
Expression: "(status = 'active' and provision.exists()) implies (provision.period.end.exists() or provision.provision.period.end.exists())"
