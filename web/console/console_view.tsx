import { useState } from "preact/hooks";
import type { AdminApi } from "./admin_api.ts";
import { ChatroomsTab } from "./chatrooms_tab.tsx";
import { HooksTab } from "./hooks_tab.tsx";
import { OverviewTab } from "./overview_tab.tsx";
import { ProfilesTab } from "./profiles_tab.tsx";
import { UsersTab } from "./users_tab.tsx";

/** What is shown of which user or chatroom. */
export interface Place {
  readonly tab: TabName;
  /** Of the user or chatroom that is open. */
  readonly id?: string | undefined;
}

/** The tabs, in their order. */
const TABS = ["Overview", "Users", "Chatrooms", "Hooks", "Profiles"] as const;
type TabName = (typeof TABS)[number];

/** What every tab is given. */
export interface TabProps {
  readonly api: AdminApi;
  /** Of the user or chatroom to show; undefined: the list. */
  readonly id: string | undefined;
  readonly onGo: (place: Place) => void;
}

const VIEWS: Record<TabName, (props: TabProps) => preact.JSX.Element> = {
  Overview: OverviewTab,
  Users: UsersTab,
  Chatrooms: ChatroomsTab,
  Hooks: HooksTab,
  Profiles: ProfilesTab,
};

/** The console, once a key has opened it. */
export function ConsoleView({ api, onLeave }: {
  readonly api: AdminApi;
  readonly onLeave: () => void;
}): preact.JSX.Element {
  const [{ tab, id }, setPlace] = useState<Place>({ tab: "Overview" });
  const View = VIEWS[tab];
  return (
    <div class="console">
      <header class="bar">
        <h1>
          <img src="pages/icon.svg" alt="" width="28" height="28" />{" "}
          <span class="hidden">GIM console</span>
        </h1>
        <Tabs tab={tab} onChoose={(chosen) => setPlace({ tab: chosen })} />
        <button type="button" class="plain" onClick={onLeave}>Close</button>
      </header>
      <main>
        <div
          id="panel"
          role="tabpanel"
          aria-labelledby={`tab-${tab}`}
          tabIndex={0}
        >
          <View key={tab} api={api} id={id} onGo={setPlace} />
        </div>
      </main>
    </div>
  );
}

/** By the keyboard the arrows choose, as in every list of tabs. */
function Tabs({ tab, onChoose }: {
  readonly tab: TabName;
  readonly onChoose: (tab: TabName) => void;
}): preact.JSX.Element {
  function move(event: KeyboardEvent): void {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = TABS.indexOf(tab) + step;
    const next = TABS[(at + TABS.length) % TABS.length] ?? tab;
    onChoose(next);
    document.getElementById(`tab-${next}`)?.focus();
  }
  return (
    <div role="tablist" aria-label="Console" class="tabs" onKeyDown={move}>
      {TABS.map((each) => (
        <button
          key={each}
          id={`tab-${each}`}
          type="button"
          role="tab"
          aria-selected={each === tab}
          aria-controls="panel"
          tabIndex={each === tab ? 0 : -1}
          onClick={() => onChoose(each)}
        >
          {each}
        </button>
      ))}
    </div>
  );
}
