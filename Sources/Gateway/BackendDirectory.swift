import Conversations
import Dialects
import Reactor
import Routing
import Upstream

/// The backends there are: how each is spoken to, what it offers, and which of them a request goes to.
@LoopActor
final class BackendDirectory {
}
