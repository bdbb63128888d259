"""Who may do what with an account: binding, acting for others, phone, notices, logging out."""
