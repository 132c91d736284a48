"""What ``leo bench`` can measure, a module each; and how all of them speak."""
