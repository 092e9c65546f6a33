"""Uses the client that openapi-python-client made of the service's document."""

import sys

from gim_client import AuthenticatedClient, Client
from gim_client.api.default import (
    find_user,
    get_user,
    get_version,
    join_chatroom,
    leave_chatroom,
    list_members,
    list_messages,
    list_sessions,
    login,
    mark_read,
    recall_message,
    send_message,
)
from gim_client.models import (
    Failure,
    HistoryPage,
    JoinChatroomRequest,
    ListSessionsType,
    LoginRequest,
    MarkReadRequest,
    MemberRole,
    MessageStatus,
    SendMessageRequest,
    SendMessageRequestType,
    SessionType,
    SyncPage,
)

base = sys.argv[1]
nobody = Client(base_url=base)
assert get_version.sync(client=nobody).data.version

body = LoginRequest(id="python", name="Python")
logged_in = login.sync(client=nobody, body=body).data
assert logged_in.user.name == "Python" and logged_in.sequence is True
client = AuthenticatedClient(base_url=base, token=logged_in.token)

room = join_chatroom.sync(
    "py-room", client=client, body=JoinChatroomRequest(name="Room")
).data.chatroom
assert (room.name, room.creator, room.member_count) == ("Room", "python", 1)
assert join_chatroom.sync("py-room", client=client).data.chatroom.name == "Room"

member = list_members.sync("py-room", client=client).data.items[0]
assert member.role is MemberRole.CREATOR and member.online is False

sent = send_message.sync(
    client=client,
    body=SendMessageRequest(
        type_=SendMessageRequestType.VALUE_1,
        target_id="py-room",
        content="h\u00e9llo \U0001f600",
        request_id="r-1",
    ),
).data
assert sent.session_id == "1:py-room" and sent.sequence == 1

page = list_messages.sync("1:py-room", client=client, count=5).data
assert type(page) is HistoryPage, page
[message] = page.items
assert message.content == "h\u00e9llo \U0001f600"
assert message.status is MessageStatus.VALUE_1 and message.request_id == "r-1"

page = list_messages.sync("1:py-room", client=client, after_sequence=0).data
assert type(page) is SyncPage and page.last_sequence == 1, page

[session] = list_sessions.sync(
    client=client, type_=ListSessionsType.VALUE_1
).data.items
assert session.type_ is SessionType.VALUE_1 and session.last.id == sent.id

unread = mark_read.sync(
    "1:py-room", client=client, body=MarkReadRequest(sequence=1)
).data.unread
assert unread == 0
recalled = recall_message.sync("1:py-room", sent.id, client=client).data
assert recalled.status is MessageStatus.VALUE_2 and recalled.content == ""

leave_chatroom.sync("py-room", client=client)
assert find_user.sync(client=client, id="python").data.name == "Python"
refused = get_user.sync("nobody-here", client=client)
assert isinstance(refused, Failure) and refused.code == 404
refused = get_user.sync("python", client=AuthenticatedClient(base, token="x"))
assert isinstance(refused, Failure) and refused.code == 401 and refused.data is None
