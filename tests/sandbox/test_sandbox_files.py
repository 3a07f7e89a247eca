"""Files: shared by people, uploaded by the app in three calls, and what is told of them."""

import pytest
from slack_sdk.errors import SlackApiError


async def error_of(call) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value.response["error"]


async def test_slacks_own_client_uploads_a_file(slack, client):
    root = await slack.post("ext-acme", "bob", "Could you send the log?")
    await client.files_upload_v2(
        channel="C0ACME", thread_ts=root, filename="gateway.log", content="line\n" * 7, initial_comment="Here it is"
    )
    reply = (await slack.thread("ext-acme", root))[1]
    (file,) = reply["files"]
    assert (reply["text"], reply["subtype"]) == ("Here it is", "file_share")
    assert (file["name"], file["size"], file["filetype"], file["channels"]) == ("gateway.log", 35, "log", ["C0ACME"])
    told = (await client.files_info(file=file["id"]))["file"]
    assert (told["name"], told["user"], told["mode"]) == ("gateway.log", slack.bot_user, "hosted")


async def test_an_upload_that_lacks_a_part_is_refused(slack, client):
    assert await error_of(client.files_getUploadURLExternal(filename="", length=3)) == "invalid_arguments"
    assert await error_of(client.files_getUploadURLExternal(filename="a", length=0)) == "invalid_arguments"
    asked = await client.files_getUploadURLExternal(filename="a.txt", length=3)
    complete = client.files_completeUploadExternal
    assert await error_of(complete(files=[{"id": asked["file_id"]}], channel_id="C0ACME")) == "file_not_found"
    async with client.session.post(asked["upload_url"], data=b"abc") as response:
        assert await response.text() == "OK - 3"
    assert await error_of(complete(files=[{"id": asked["file_id"]}], channel_id="C0LOBBY")) == "not_in_channel"
    assert await error_of(complete(files=[], channel_id="C0ACME")) == "invalid_arguments"
    async with client.session.post(f"{slack.origin}/upload/nothing", data=b"abc") as response:
        assert response.status == 404


async def test_an_outsiders_file_comes_veiled_and_is_asked_for(slack, app, client):
    await slack.share_file("ext-acme", "bob", "trace.txt", "see this")
    (message,) = app.of("message", "file_share")
    (stub,) = message["files"]
    assert stub == {"id": stub["id"], "mode": "file_access", "file_access": "check_file_info"}
    (shared,) = app.of("file_shared")
    assert (shared["file_id"], shared["channel_id"], "team" in shared) == (stub["id"], "C0ACME", False)
    assert (await client.files_info(file=stub["id"]))["file"]["user_team"] == "T0ACME"
    assert (await slack.messages("ext-acme"))[0]["files"][0]["name"] == "trace.txt", "people see it whole"


async def test_files_of_channels_without_the_bot_are_not_found(slack, client):
    await slack.share_file("lobby", "ana", "secret.txt")
    file_id = (await slack.messages("lobby"))[0]["files"][0]["id"]
    assert await error_of(client.files_info(file=file_id)) == "file_not_found"
    assert await error_of(client.files_info(file="F0NOTHING")) == "file_not_found"
