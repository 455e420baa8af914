/// Waits so long, or until the caller is cancelled, whichever comes first.
@LoopActor public func pause(milliseconds: Int) async {
  await Wait<Void>().outcome(within: milliseconds, tooLong: (), cancelled: ())
}
