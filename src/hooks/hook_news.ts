import { PRIVATE } from "../domain/ids.ts";
import {
  chatroomData,
  memberData,
  messageData,
  partiesOfMessage,
  receiverOf,
} from "../protocol/hook_data.ts";
import type { Views } from "../protocol/views.ts";
import type {
  ChangedNews,
  MemberNews,
  MutedNews,
  News,
  RankNews,
  ReadNews,
  RemovedNews,
  SignalNews,
  StoredNews,
  UpdatedNews,
} from "../push/news.ts";
import type { Attendance } from "./attendance.ts";
import type { Recorder } from "./recorder.ts";

/** What {@linkcode HookNews} needs. */
export interface HookNewsOptions {
  /** Takes the news for users, who never wait for the back end. */
  readonly inner: News;
  readonly recorder: Pick<Recorder, "wants" | "record" | "stored">;
  readonly views: Views;
  /** Undefined: the back end is told nothing about who is online. */
  readonly attendance: Attendance | undefined;
}

/** Passes all news on, and records what the back end is to be told. */
export class HookNews implements News {
  #options: HookNewsOptions;
  #tellsStored: boolean;

  constructor(options: HookNewsOptions) {
    this.#options = options;
    this.#tellsStored = options.recorder.wants("message.created");
  }

  stored(news: StoredNews): void {
    const { inner, recorder, attendance } = this.#options;
    const { message, conversation } = news;
    // Before it is pushed, which may close the receiver's last connection.
    if (attendance !== undefined && conversation.type === PRIVATE) {
      attendance.missed(conversation.target, message);
    }
    inner.stored(news);
    if (this.#tellsStored) recorder.stored(message);
  }

  changed(news: ChangedNews): void {
    const { inner, recorder, views, attendance } = this.#options;
    inner.changed(news);
    const { message, kind } = news.change;
    if (kind === "reacted") return;
    if (kind === "recalled" && news.conversation.type === PRIVATE) {
      attendance?.recalled(receiverOf(message), message.id);
    }
    const type = kind === "recalled" ? "message.recalled" : "message.edited";
    if (!recorder.wants(type)) return;
    recorder.record({
      type,
      about: partiesOfMessage(message),
      data: messageData(message, views),
    });
  }

  joined(news: MemberNews): void {
    this.#options.inner.joined(news);
    this.#recordMember("member.joined", news);
  }

  left(news: MemberNews): void {
    this.#options.inner.left(news);
    this.#recordMember("member.left", news);
  }

  read(news: ReadNews): void {
    const { inner, attendance } = this.#options;
    inner.read(news);
    attendance?.seen(news.userId);
  }

  created(news: UpdatedNews): void {
    this.#options.inner.created(news);
    this.#recordChatroom("chatroom.created", news);
  }

  signalled(news: SignalNews): void {
    this.#options.inner.signalled(news);
  }

  updated(news: UpdatedNews): void {
    this.#options.inner.updated(news);
    this.#recordChatroom("chatroom.updated", news);
  }

  disbanded(news: UpdatedNews): void {
    this.#options.inner.disbanded(news);
    this.#recordChatroom("chatroom.disbanded", news);
  }

  ranked(news: RankNews): void {
    this.#options.inner.ranked(news);
  }

  removed(news: RemovedNews): void {
    const { inner, recorder } = this.#options;
    inner.removed(news);
    const type = "member.removed";
    if (!recorder.wants(type)) return;
    for (const id of news.userIds) {
      const data = memberData(news.chatroomId, id, news.by);
      recorder.record({ type, about: [id], data });
    }
  }

  muted(news: MutedNews): void {
    this.#options.inner.muted(news);
  }

  #recordChatroom(
    type: "chatroom.created" | "chatroom.updated" | "chatroom.disbanded",
    { chatroom, by }: UpdatedNews,
  ): void {
    const { recorder } = this.#options;
    if (!recorder.wants(type)) return;
    const about = [...new Set([by, chatroom.creator])];
    recorder.record({ type, about, data: chatroomData(chatroom, by) });
  }

  #recordMember(
    type: "member.joined" | "member.left",
    { chatroomId, user: { id }, by = id }: MemberNews,
  ): void {
    const { recorder } = this.#options;
    if (!recorder.wants(type)) return;
    const data = memberData(chatroomId, id, by);
    recorder.record({ type, about: [id], data });
  }
}
