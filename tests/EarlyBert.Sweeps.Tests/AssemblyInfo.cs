// Trainings share the process's torch threads and random numbers.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
