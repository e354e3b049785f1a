"""What is read of transitions: the arithmetic of their clocks, their attempts, and one function a screen."""
