"""How somebody comes in: the phone that Telegram vouches for or an invite, then the 告知 and 同意."""
