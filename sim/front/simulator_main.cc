// The simulator as a program of its own, for tests that start it beside the client.

#include "sim/front/simulator_command.h"

int main(int argc, char** argv) { return dynaferry::sim::simulator_command(argc, argv); }
