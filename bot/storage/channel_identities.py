"""Channel identities: whom a conversation speaks for on its channel."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.binding import ChannelIdentity
from bot.storage.tables.rights import ChannelIdentityRow
from bot.storage.tables.service import ConversationRow
from bot.storage.upsert import upsert


def note(
    session: Session, *, conversation_id: str, identity: ChannelIdentity, now: datetime
) -> None:
    """The channel vouches that this conversation speaks for this identity."""
    row = {
        "conversation_id": conversation_id,
        "channel": identity.channel,
        "subject": identity.subject,
        "since": now,
    }
    upsert(session, ChannelIdentityRow, rows=[row])


def of_conversation(session: Session, *, conversation_id: str) -> ChannelIdentity | None:
    """The identity the channel noted, else the conversation itself; None when there is none."""
    found = session.execute(
        select(ConversationRow.channel, ChannelIdentityRow.channel, ChannelIdentityRow.subject)
        .join_from(
            ConversationRow,
            ChannelIdentityRow,
            ChannelIdentityRow.conversation_id == ConversationRow.conversation_id,
            isouter=True,
        )
        .where(ConversationRow.conversation_id == conversation_id)
    ).one_or_none()
    if found is None:
        return None
    own_channel, channel, subject = found
    return ChannelIdentity(channel or own_channel, subject or conversation_id)
